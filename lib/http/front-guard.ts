import type { AccessScope } from "@/lib/contracts/http/access-state";
import type { UnixMs } from "@/lib/market/units";
import type { Answer } from "./answer";
import { type AccessRules, type Asking, authorize, isSameOrigin, type Principal } from "./principal";
import { signSocketPass } from "./socket-pass";

/** What stands before everything that is not a route handler: hot lists, pages, sockets. */
export interface FrontGuard {
  readonly readsOpen: boolean;
  /** The refusal of a read of the market, or null. */
  refuseRead(asking: Asking): Promise<Answer | null>;
  /** Whether a socket may be opened, and what the sidecar is told of who opens it. */
  admitSocket(asking: Asking): Promise<{ refusal: Answer | null; pass: string | null }>;
}

export function createFrontGuard(
  rules: AccessRules,
  recall: (asking: Asking) => Promise<Principal>,
  now: () => UnixMs = Date.now,
): FrontGuard {
  const { readsOpen, secret } = rules;

  /** Any page may open a socket with its visitor's cookie: a socket of another origin is a stranger's. */
  async function socketPrincipal(asking: Asking): Promise<Principal> {
    const principal = await recall(asking);
    const isForeign = principal.kind === "owner" && !isSameOrigin(asking.request, rules.publicOrigin);
    return isForeign ? { kind: "anonymous" } : principal;
  }

  return {
    readsOpen,
    async refuseRead(asking) {
      return readsOpen ? null : authorize(await recall(asking), { access: "read" }, asking.request, rules);
    },
    async admitSocket(asking) {
      // Where everybody may read, a lost Postgres only costs the owner his inbox on the stream.
      const principal = await socketPrincipal(asking).catch((error: unknown) => {
        if (readsOpen) return { kind: "anonymous" } as const;
        throw error;
      });
      const refusal = authorize(principal, { access: "read" }, asking.request, rules);
      const scopes = scopesOf(principal);
      const pass = secret === null || scopes.length === 0 ? null : signSocketPass(scopes, secret, now());
      return { refusal, pass: refusal === null ? pass : null };
    },
  };
}

function scopesOf(principal: Principal): readonly AccessScope[] {
  if (principal.kind === "anonymous") return [];
  return principal.kind === "owner" ? ["admin"] : principal.scopes;
}
