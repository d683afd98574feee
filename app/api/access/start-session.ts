import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { ApiRequest } from "@/lib/http/answer";
import { type AccessRules, noSecret } from "@/lib/http/principal";
import { endedSessionCookie, sealSession, sessionCookie } from "@/lib/http/session";
import type { Access } from "../open-access";

/** The `Set-Cookie` of a session of this epoch. */
export async function startSession(
  { rules }: Access,
  request: ApiRequest,
  epoch: number,
): Promise<Record<string, string>> {
  if (rules.secret === null) throw new AppError("misconfigured", noSecret, { retryable: false });
  const seal = await sealSession({ epoch, id: randomUUID() }, rules.secret);
  return { "set-cookie": sessionCookie(seal, isSecure(request, rules)) };
}

export function endSession({ rules }: Access, request: ApiRequest): Record<string, string> {
  return { "set-cookie": endedSessionCookie(isSecure(request, rules)) };
}

/** The front has made sure that `X-Forwarded-Proto` is a neighbour's word; else PUBLIC_URL speaks for its own host. */
function isSecure(request: ApiRequest, { publicOrigin }: AccessRules): boolean {
  if (request.header("x-forwarded-proto") === "https") return true;
  return publicOrigin === `https://${request.header("host")}`;
}
