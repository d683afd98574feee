import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { flightKey } from "./keys";
import { reply } from "./reply";

/** Only the holder of the token may renew or release; a lock that expired may belong to somebody else by now. */
const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export type Flight<T> = { ran: false } | { ran: true; value: T };

/**
 * Runs `work` unless the same name is already running anywhere; then nothing happens. The lock is renewed every third of
 * `ttlMs` while the work lasts. `signal` aborts when the lock was lost (Redis away for longer than `ttlMs`, or taken over),
 * so that work which must not overlap can stop; effects stay fenced by their own compare-and-set.
 */
export async function withSingleFlight<T>(
  redis: Redis,
  name: string,
  ttlMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Flight<T>> {
  const key = flightKey(name);
  const token = randomUUID();
  const taken = await reply(redis.set(key, token, "PX", ttlMs, "NX"));
  if (taken === null) return { ran: false };
  const lost = new AbortController();
  const stopRenewing = renewRegularly(redis, key, token, ttlMs, lost);
  try {
    return { ran: true, value: await work(lost.signal) };
  } finally {
    stopRenewing();
    // Not awaited: during an outage the work's outcome must not wait for Redis, and an unheard release expires by itself.
    void redis.eval(RELEASE, 1, key, token).catch(() => undefined);
  }
}

function renewRegularly(redis: Redis, key: string, token: string, ttlMs: number, lost: AbortController): () => void {
  let heldUntil = performance.now() + ttlMs;
  const renew = async () => {
    const asked = performance.now();
    const renewed = await redis.eval(RENEW, 1, key, token, ttlMs).catch(() => null);
    if (renewed === 1) heldUntil = asked + ttlMs;
    else if (renewed === 0) lost.abort(new Error(`The lock ${key} was lost`));
  };
  const timer = setInterval(() => {
    if (performance.now() > heldUntil) lost.abort(new Error(`The lock ${key} expired`));
    void renew();
  }, ttlMs / 3);
  timer.unref();
  return () => clearInterval(timer);
}
