import type { Redis } from "ioredis";
import type { Database } from "@/lib/connections";
import type { Env } from "@/lib/env";
import { accessRules } from "@/lib/http/access-rules";
import { createFrontGuard, type FrontGuard } from "@/lib/http/front-guard";
import { hashPassword, isPassword } from "@/lib/http/password";
import { type AccessRecords, type AccessRules, type Asking, authenticate, type Principal } from "@/lib/http/principal";
import { createRateLimiter, type RateLimiter, WRITES_PER_MINUTE } from "@/lib/http/rate-limit";
import { rememberPrincipals } from "@/lib/http/remember-principals";
import { createSignInBrake, type SignInBrake } from "@/lib/http/slow-sign-in";
import { findApiKey } from "@/lib/store/api-keys";
import { changePassword, createOwner, type Owner, readOwner } from "@/lib/store/owner";

/** Who may do what, as this process knows it. */
export interface Access {
  readonly rules: AccessRules;
  /** Whether OWNER_PASSWORD says what the password is. */
  readonly isPreset: boolean;
  readonly limitWrites: RateLimiter;
  readonly signInBrake: SignInBrake;
  /** The owner, made from OWNER_PASSWORD when that is set. */
  owner(): Promise<Owner | null>;
  /** Looked up anew: for writes and for what is private. */
  identify(asking: Asking): Promise<Principal>;
  /** From a short memory: for the many reads of an instance whose reads are closed. */
  recall(asking: Asking): Promise<Principal>;
  readonly guard: FrontGuard;
  /** After a session or key ended in this process. */
  forget(): void;
}

export function openAccess(env: Env, database: Database, redis: Redis): Access {
  const rules = accessRules(env);
  const owner = ownerReader(env, database);
  const records: AccessRecords = {
    sessionEpoch: async () => (await owner())?.sessionEpoch ?? null,
    findKey: (hash) => findApiKey(database, hash),
  };
  const identify = (asking: Asking) => authenticate(asking, rules, records);
  const memory = rememberPrincipals(identify);
  return {
    rules,
    isPreset: env.OWNER_PASSWORD !== undefined,
    limitWrites: createRateLimiter(redis, {
      perMinute: WRITES_PER_MINUTE,
      loopbackPerMinute: null,
      prefix: "ghostquant:rate:write",
    }),
    signInBrake: createSignInBrake(redis),
    owner,
    identify,
    recall: memory.recall,
    guard: createFrontGuard(rules, memory.recall),
    forget: memory.forget,
  };
}

/** OWNER_PASSWORD is the truth where it is set: it makes the owner, and replaces a password that differs. */
function ownerReader(env: Env, database: Database): () => Promise<Owner | null> {
  const { OWNER_PASSWORD: preset } = env;
  let agreed = preset === undefined;
  return async () => {
    if (agreed || preset === undefined) return readOwner(database);
    const known = await readOwner(database);
    if (known === null) await createOwner(database, await hashPassword(preset));
    else if (!(await isPassword(known.passwordHash, preset))) {
      await changePassword(database, known.passwordHash, await hashPassword(preset));
    }
    agreed = true;
    return readOwner(database);
  };
}
