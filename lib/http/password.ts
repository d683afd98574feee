import { hash, verify } from "@node-rs/argon2";

/** OWASP's second recommendation for argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** False for a wrong password and for a hash that is none; takes as long either way. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const known = stored ?? (await decoy);
  try {
    return (await verify(known, password)) && stored !== null;
  } catch {
    return false;
  }
}

/** What is checked when there is no owner, so that the answer's time does not tell. */
const decoy = hash("there is no owner", cost);
