import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { ApiRequest } from "@/lib/http/answer";
import { noSecret } from "@/lib/http/principal";
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
  return { "set-cookie": sessionCookie(seal, isSecure(request)) };
}

export function endSession(request: ApiRequest): Record<string, string> {
  return { "set-cookie": endedSessionCookie(isSecure(request)) };
}

/** `server.ts` believes this header from a neighbour only and removes it otherwise. */
function isSecure(request: ApiRequest): boolean {
  return request.header("x-forwarded-proto") === "https";
}
