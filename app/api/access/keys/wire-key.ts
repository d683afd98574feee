import type { ApiKey } from "@/lib/contracts/http/access";
import { isoOrNull, isoTime } from "@/lib/contracts/http/freshness";
import type { StoredApiKey } from "@/lib/store/api-keys";

export function toWireKey({ id, name, prefix, scopes, ...times }: StoredApiKey): ApiKey {
  return {
    id,
    name,
    prefix,
    scopes,
    created_at: isoTime(times.createdAt),
    expires_at: isoOrNull(times.expiresAt),
    last_used_at: isoOrNull(times.lastUsedAt),
    revoked_at: isoOrNull(times.revokedAt),
  };
}
