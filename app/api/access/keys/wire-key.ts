import type { ApiKey } from "@/lib/contracts/http/access";
import { isoTime } from "@/lib/contracts/http/freshness";
import type { StoredApiKey } from "@/lib/store/api-keys";

const orNull = (at: number | null) => (at === null ? null : isoTime(at));

export function toWireKey({ id, name, prefix, scopes, ...times }: StoredApiKey): ApiKey {
  return {
    id,
    name,
    prefix,
    scopes,
    created_at: isoTime(times.createdAt),
    expires_at: orNull(times.expiresAt),
    last_used_at: orNull(times.lastUsedAt),
    revoked_at: orNull(times.revokedAt),
  };
}
