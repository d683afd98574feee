import { createHash, randomBytes } from "node:crypto";

const MARK = "gq_";
const PREFIX_LENGTH = MARK.length + 8;

/** A new key of 256 random bits: told once, kept only as a hash. No slow hash is needed for what cannot be guessed. */
export function createApiKey(): { key: string; prefix: string; hash: string } {
  const key = `${MARK}${randomBytes(32).toString("base64url")}`;
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: hashApiKey(key) };
}

export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The key of `Authorization: Bearer` or `X-API-Key`; null when neither carries one of ours. */
export function apiKeyOf(header: (name: string) => string | null): string | null {
  const bearer = /^Bearer\s+(\S+)$/iu.exec(header("authorization") ?? "")?.[1];
  const key = bearer ?? header("x-api-key")?.trim() ?? null;
  return key?.startsWith(MARK) ? key : null;
}
