import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { type Answer, problemAnswer } from "./answer";
import { describeProblem } from "./problem";

const MINUTE_SECONDS = 60;

interface Allowance {
  /** Tries of one address in a quarter of an hour. */
  perAddress: number;
  /** Tries of everybody in a minute: many addresses are no way around the first rule. */
  overall: number;
}

export interface SignInBrake {
  /** Counts a try; the finished refusal when there were too many. */
  attempt(address: string): Promise<Answer | null>;
  /** A right password: the address starts anew. */
  succeeded(address: string): Promise<void>;
}

/** Slows guessing of the password, over all web copies; while Redis is away each copy counts alone. */
export function createSignInBrake(redis: Redis, { perAddress, overall }: Allowance = { perAddress: 10, overall: 60 }) {
  const byAddress = createLimiter(redis, "address", perAddress, 15 * MINUTE_SECONDS);
  const everybody = createLimiter(redis, "all", overall, MINUTE_SECONDS);
  return {
    async attempt(address) {
      const wait = (await consume(byAddress, address)) ?? (await consume(everybody, "all"));
      if (wait === null) return null;
      const problem = describeProblem("rate_limited", `Too many attempts; try again in ${wait} s.`);
      return problemAnswer(problem, { "retry-after": `${wait}` });
    },
    async succeeded(address) {
      // A count that cannot be reset only makes the next mistake dearer.
      await byAddress.delete(address).catch(() => undefined);
    },
  } satisfies SignInBrake;
}

function createLimiter(redis: Redis, name: string, points: number, duration: number): RateLimiterAbstract {
  const insuranceLimiter = new RateLimiterMemory({ points, duration });
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `ghostquant:sign-in:${name}`,
    points,
    duration,
    insuranceLimiter,
  });
}

/** Seconds to wait, or null when the try may be made. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return Math.max(1, Math.ceil(reason.msBeforeNext / 1_000));
    throw reason;
  }
}
