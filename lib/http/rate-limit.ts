import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { type Answer, problemAnswer } from "./answer";
import { hashApiKey } from "./api-key";
import { isLoopback } from "./client-address";
import { describeProblem } from "./problem";

/** Reads a minute that one address may make, and one key: ten a second, far above what the page asks for. */
export const READS_PER_MINUTE = 600;
/** Writes a minute that one address, and one key or session, may make. */
export const WRITES_PER_MINUTE = 60;
/** Pages, parts of pages and actions a minute of one address: a reader who walks fast makes a hundred. */
export const PAGES_PER_MINUTE = 600;
/** The machine itself (health checks, dashboards, load tests) only has a limit so that a loop is noticed. */
export const LOOPBACK_READS_PER_MINUTE = 10_000_000;
const WINDOW_SECONDS = 60;
/** How long a request waits for the shared count before this process counts alone. */
const PATIENCE_MS = 250;

export interface RateLimit {
  headers: Record<string, string>;
  /** The finished refusal, or null when the request may pass. */
  refusal: Answer | null;
}

/** `key`: the API key that was sent, whether or not it is one; it has a count of its own, from wherever it is used. */
export type RateLimiter = (address: string, key?: string | null) => RateLimit | Promise<RateLimit>;

interface LimiterOptions {
  perMinute?: number;
  /** Null: the machine itself is limited like everybody. */
  loopbackPerMinute?: number | null;
  /** Keeps one limiter's counts apart from another's. */
  prefix?: string;
}

/** Counts requests per address (or any other key) over all web copies, in Redis; without Redis each copy counts alone. */
export function createRateLimiter(redis: Redis, options: LimiterOptions = {}): RateLimiter {
  const points = options.perMinute ?? READS_PER_MINUTE;
  const { loopbackPerMinute: loopbackPoints = LOOPBACK_READS_PER_MINUTE, prefix = "ghostquant:rate" } = options;
  const alone = new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  const shared = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: prefix,
    points,
    duration: WINDOW_SECONDS,
    // A flood from one address is refused from memory instead of being counted one by one.
    inMemoryBlockOnConsumed: points + 1,
    inMemoryBlockDuration: 1,
    insuranceLimiter: alone,
  });
  const loopback = loopbackPoints === null ? null : createLocalWindow(loopbackPoints);
  const overRedis = async (address: string): Promise<RateLimit> => {
    const result = await Promise.race([settle(shared.consume(address)), wait(PATIENCE_MS)]);
    return describe(points, result ?? (await settle(alone.consume(address))));
  };
  const byAddressAndKey = async (address: string, key: string): Promise<RateLimit> => {
    const byAddress = await overRedis(address);
    // Refused ones do not count against the key: made-up keys are held by what their address may.
    return byAddress.refusal === null ? tighter(byAddress, await overRedis(`key:${hashApiKey(key)}`)) : byAddress;
  };
  return (address, key = null) => {
    if (loopback !== null && isLoopback(address)) return loopback();
    return key === null ? overRedis(address) : byAddressAndKey(address, key);
  };
}

/** What is left of the smaller of two allowances is what a program can rely on. */
function tighter(first: RateLimit, second: RateLimit): RateLimit {
  if (second.refusal !== null) return second;
  const left = ({ headers }: RateLimit) => Number(headers["ratelimit-remaining"] ?? Number.POSITIVE_INFINITY);
  return left(second) < left(first) ? second : first;
}

interface Count {
  refused: boolean;
  left: RateLimiterRes;
}

function settle(consumed: Promise<RateLimiterRes>): Promise<Count | null> {
  return consumed.then(
    (left) => ({ refused: false, left }),
    (reason: unknown) => (reason instanceof RateLimiterRes ? { refused: true, left: reason } : null),
  );
}

function wait(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms).unref();
  });
}

function describe(points: number, count: Count | null): RateLimit {
  // Neither Redis nor memory could count: letting a read pass is the smaller harm.
  if (count === null) return { headers: {}, refusal: null };
  const { refused, left } = count;
  const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1_000));
  // A refusal from memory does not say how much was consumed, so only the refusal itself can be believed.
  return verdict(points, refused ? -1 : left.remainingPoints, seconds);
}

function verdict(points: number, remaining: number, seconds: number): RateLimit {
  const headers = {
    "ratelimit-policy": `${points};w=${WINDOW_SECONDS}`,
    "ratelimit-limit": `${points}`,
    "ratelimit-remaining": `${Math.max(0, remaining)}`,
    "ratelimit-reset": `${seconds}`,
  };
  if (remaining >= 0) return { headers, refusal: null };
  const problem = describeProblem("rate_limited", `At most ${points} requests a minute; try again in ${seconds} s.`);
  return { headers, refusal: problemAnswer(problem, { ...headers, "retry-after": `${seconds}` }) };
}

/** A fixed window in plain numbers: the machine's own requests are too many to make a promise and a timer for each. */
function createLocalWindow(points: number): () => RateLimit {
  let endsAt = 0;
  let used = 0;
  return () => {
    const now = performance.now();
    if (now >= endsAt) {
      endsAt = now + WINDOW_SECONDS * 1_000;
      used = 0;
    }
    used += 1;
    return verdict(points, points - used, Math.max(1, Math.ceil((endsAt - now) / 1_000)));
  };
}
