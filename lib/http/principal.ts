import type { AccessScope } from "@/lib/contracts/http/access-state";
import { type Answer, type ApiRequest, problemAnswer } from "./answer";
import { apiKeyOf, hashApiKey } from "./api-key";
import { isLoopback } from "./client-address";
import { describeProblem } from "./problem";
import { openSession } from "./session";

/** Who is asking. */
export type Principal =
  | { readonly kind: "anonymous" }
  /** `local`: the demo's visitor on the machine itself. */
  | { readonly kind: "owner"; readonly via: "session" | "local" }
  | { readonly kind: "key"; readonly id: string; readonly name: string; readonly scopes: readonly AccessScope[] };

export interface AccessRules {
  /** Seals the session cookie; without one there are no sessions. */
  readonly secret: string | null;
  /** A replayed or simulated market on the loopback: whoever sits at the machine is its owner. */
  readonly localOwner: boolean;
  readonly readsOpen: boolean;
  /** Origin of PUBLIC_URL: our own pages behind a proxy that does not pass the Host on. */
  readonly publicOrigin: string | null;
}

/** What must be looked up; Postgres behind it, a short memory in front of it. */
export interface AccessRecords {
  /** Null while there is no owner. */
  sessionEpoch(): Promise<number | null>;
  /** A key that is neither expired nor revoked. */
  findKey(hash: string): Promise<{ id: string; name: string; scopes: readonly AccessScope[] } | null>;
}

export interface Asking {
  readonly request: ApiRequest;
  readonly address: string;
}

const anonymous: Principal = { kind: "anonymous" };

export async function authenticate(
  { request, address }: Asking,
  rules: AccessRules,
  records: AccessRecords,
): Promise<Principal> {
  const key = apiKeyOf(request.header);
  if (key !== null) {
    const found = await records.findKey(hashApiKey(key));
    return found === null ? anonymous : { kind: "key", ...found };
  }
  const session = rules.secret === null ? null : await openSession(request.header("cookie"), rules.secret);
  if (session !== null && session.epoch === (await records.sessionEpoch())) return { kind: "owner", via: "session" };
  // The Host is checked as well: a strange page may have pointed its own name at this machine.
  const isLocal = rules.localOwner && isLoopback(address) && isLoopbackHost(request.header("host"));
  return isLocal ? { kind: "owner", via: "local" } : anonymous;
}

/** What a request needs before it is answered. `private`: reading what belongs to the owner, such as alerts. */
export type Need = { readonly access: "read" } | { readonly access: "private" | "write"; readonly scope: AccessScope };

/** The refusal, or null when the principal may. Where reads are open, anybody may read. */
export function authorize(
  principal: Principal,
  need: Need,
  request: ApiRequest,
  { readsOpen, publicOrigin, secret }: AccessRules,
): Answer | null {
  if (need.access === "read" && readsOpen) return null;
  if (principal.kind === "anonymous") {
    if (secret === null) return problemAnswer(describeProblem("misconfigured", noSecret));
    return problemAnswer(describeProblem("unauthorized", "Sign in, or send an API key that is valid now."), {
      "www-authenticate": "Bearer",
    });
  }
  if (principal.kind === "key") {
    const wanted = need.access === "read" ? "read" : need.scope;
    // Whoever may write alerts may read them.
    const may = need.access === "read" || principal.scopes.includes(wanted) || principal.scopes.includes("admin");
    return may ? null : problemAnswer(describeProblem("forbidden", `This API key lacks the scope ${wanted}.`));
  }
  if (need.access === "write" && !isSameOrigin(request, publicOrigin)) {
    return problemAnswer(describeProblem("forbidden", "Writes are taken from this site's own pages only."));
  }
  return null;
}

/** A browser says where a write comes from; one that does not say is not believed. */
export function isSameOrigin(request: ApiRequest, publicOrigin: string | null): boolean {
  const site = request.header("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.header("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const { host, origin: plain } = new URL(origin);
  return host === request.header("host") || plain === publicOrigin;
}

export const noSecret =
  "SECRETS_KEY is not set, so nobody can sign in: set it (32 characters or more) and start again.";

export function isLoopbackHost(host: string | null): boolean {
  return host !== null && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/iu.test(host);
}
