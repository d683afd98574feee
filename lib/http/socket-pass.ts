import { createHmac, timingSafeEqual } from "node:crypto";
import { type AccessScope, accessScopeSchema } from "@/lib/contracts/http/access-state";
import type { UnixMs } from "@/lib/market/units";

/** Carried from the web process to the sidecar; what a client sends under this name is thrown away. */
export const SOCKET_PASS_HEADER = "x-ghostquant-pass";
/** From the upgrade's check to the sidecar's: the same machine or network. */
const VALID_MS = 30_000;

/**
 * What the web process found out about who opens a socket. The sidecar knows no sessions and no keys, and may be
 * reachable by itself, so it believes a signature of SECRETS_KEY and nothing else.
 */
export function signSocketPass(scopes: readonly AccessScope[], secret: string, now: UnixMs): string {
  const claim = `${now + VALID_MS}.${scopes.join("+")}`;
  return `${claim}.${signatureOf(claim, secret)}`;
}

/** The scopes of a pass; null without one that is valid now. */
export function readSocketPass(pass: string | undefined, secret: string | null, now: UnixMs): AccessScope[] | null {
  const [until = "", scopes = "", signature = ""] = pass?.split(".") ?? [];
  if (secret === null || !(Number(until) > now)) return null;
  const expected = Buffer.from(signatureOf(`${until}.${scopes}`, secret));
  const given = Buffer.from(signature);
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return null;
  return scopes.split("+").flatMap((scope) => accessScopeSchema.safeParse(scope).data ?? []);
}

function signatureOf(claim: string, secret: string): string {
  return createHmac("sha256", secret).update(`ghostquant socket pass\n${claim}`).digest("base64url");
}
