import { type Answer, type ApiRequest, problemAnswer } from "@/lib/http/answer";
import { isLoopback } from "@/lib/http/client-address";
import { type AccessRules, isLoopbackHost, isSameOrigin } from "@/lib/http/principal";
import { describeProblem } from "@/lib/http/problem";

/** Signing in and out is for our own pages and for programs, which send no origin; no other site may do it for its visitor. */
export function refuseStrangeSite(request: ApiRequest, rules: AccessRules): Answer | null {
  const isBrowser = request.header("origin") !== null || request.header("sec-fetch-site") !== null;
  if (!isBrowser || isSameOrigin(request, rules.publicOrigin)) return null;
  return problemAnswer(describeProblem("forbidden", "Writes are taken from this site's own pages only."));
}

/**
 * A page that has pointed its own name at this machine has the same origin as we have, but not our name: it may not make
 * itself the owner of a fresh instance.
 */
export function refuseBorrowedName(request: ApiRequest, address: string, rules: AccessRules): Answer | null {
  const host = request.header("host");
  const isOurs = isLoopbackHost(host) || (rules.publicOrigin !== null && new URL(rules.publicOrigin).host === host);
  if (!isLoopback(address) || isOurs) return null;
  const detail = "Set the password at the machine's own address, or set PUBLIC_URL to the address you use.";
  return problemAnswer(describeProblem("forbidden", detail));
}
