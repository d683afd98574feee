import { hashApiKey } from "./api-key";
import type { Asking, Principal } from "./principal";

/** How long an ended session or key may still read in another process. */
const FRESH_MS = 5_000;
/** While Postgres is away, whoever was known a moment ago goes on reading. */
const LAST_RESORT_MS = 10 * 60_000;
const KNOWN_MAX = 1_000;

interface Known {
  readonly principal: Principal;
  readonly learntAt: number;
}

export interface PrincipalMemory {
  recall(asking: Asking): Promise<Principal>;
  forget(): void;
}

/**
 * A short memory in front of a lookup. Strangers are not remembered, so they cannot push anybody out. It goes by a clock that nobody
 * sets: with one that is set back, an ended session would read on until that got there again.
 */
export function rememberPrincipals(
  identify: (asking: Asking) => Promise<Principal>,
  now = () => performance.now(),
): PrincipalMemory {
  const known = new Map<string, Known>();

  async function learn(asking: Asking, key: string): Promise<Principal> {
    const principal = await identify(asking);
    known.delete(key);
    if (principal.kind !== "anonymous") known.set(key, { principal, learntAt: now() });
    if (known.size > KNOWN_MAX) known.delete(known.keys().next().value ?? "");
    return principal;
  }

  return {
    async recall(asking) {
      const key = fingerprint(asking);
      const found = known.get(key);
      if (found === undefined) return learn(asking, key);
      const age = now() - found.learntAt;
      if (age < FRESH_MS) return found.principal;
      return learn(asking, key).catch((error: unknown) => {
        if (age > LAST_RESORT_MS) throw error;
        return found.principal;
      });
    },
    forget: () => known.clear(),
  };
}

/** Everything a principal is made of, as a hash: a memory dump holds no key and no cookie. */
function fingerprint({ request, address }: Asking): string {
  const parts = ["authorization", "x-api-key", "cookie", "host"].map((name) => request.header(name) ?? "");
  return hashApiKey([...parts, address].join("\n"));
}
