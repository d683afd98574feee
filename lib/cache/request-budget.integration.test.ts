import { Redis } from "ioredis";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { RequestBudget } from "@/lib/adapters/coingecko/client";
import { AppError } from "@/lib/errors";
import { createRequestBudget, type RequestBudgetOptions } from "./request-budget";

const url = process.env.TEST_REDIS_URL;
const clients: Redis[] = [];
let run = 0;
let name = "";

function connect(): Redis {
  const redis = new Redis(url ?? "", { db: 11 });
  clients.push(redis);
  return redis;
}

/** Half a minute into a minute in the middle of a month. */
const START = Date.UTC(2026, 4, 14, 10, 30, 30);

/** A clock that only moves when somebody waits, shared by all copies like the wall's. */
function sharedClock(start = START) {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    wallNow: () => now,
    advance: (ms: number) => {
      now += ms;
    },
    wait: async (ms: number, signal?: AbortSignal) => {
      const until = now + ms;
      waits.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}

function budgetOf(clock: ReturnType<typeof sharedClock>, options: Partial<RequestBudgetOptions> = {}) {
  return createRequestBudget(connect(), {
    name,
    perMinute: 30,
    perMonth: null,
    wallNow: clock.wallNow,
    wait: clock.wait,
    ...options,
  });
}

async function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe.skipIf(url === undefined)("the request budget in Redis", () => {
  beforeEach(() => {
    name = `test-${process.pid}-${run++}`;
  });
  afterAll(async () => {
    await clients[0]?.flushdb();
    await Promise.all(clients.map((client) => client.quit()));
  });

  it("is what the CoinGecko client asks for", () => {
    const budget: RequestBudget = budgetOf(sharedClock());
    expect(budget.take).toBeTypeOf("function");
  });

  it("never gives more than the limit per minute to many copies at once", async () => {
    const clock = sharedClock();
    const copies = Array.from({ length: 6 }, () => budgetOf(clock, { perMinute: 20, patienceMs: 3_600_000 }));
    const perMinute = new Map<number, number>();
    const takers = copies.flatMap((copy, index) =>
      Array.from({ length: 25 }, async () => {
        await copy.take(1, index % 2 === 0 ? "high" : "low");
        const minute = Math.floor(clock.wallNow() / 60_000);
        perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
      }),
    );
    await Promise.all(takers);
    // What Redis counted is the truth; the tally above may see the clock move between the grant and its note.
    const minutes = [...perMinute.keys()];
    const redis = connect();
    const counted = await Promise.all(
      minutes.map(async (minute) => Number(await redis.get(`ghostquant:budget:${name}:minute:${minute}`))),
    );
    expect(Math.max(...counted)).toBeLessThanOrEqual(20);
    expect(counted.reduce((sum, value) => sum + value, 0)).toBe(150);
    expect(minutes.length).toBeGreaterThanOrEqual(8);
    expect((await copies[0]!.spent()).month).toBe(150);
  });

  it("keeps the last fifth of a minute for high priority", async () => {
    const clock = sharedClock();
    const budget = budgetOf(clock, { perMinute: 10 });
    for (let call = 0; call < 8; call++) await budget.take(1, "low");
    expect(clock.waits).toHaveLength(0);
    await budget.take(1, "high");
    await budget.take(1, "high");
    expect(clock.waits).toHaveLength(0);
    await budget.take(1, "low");
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(30_000);
    expect(clock.waits[0]).toBeLessThan(31_000);
  });

  it("lets low priority through where a fifth is less than one call", async () => {
    const clock = sharedClock();
    await budgetOf(clock, { perMinute: 1 }).take(1, "low");
    expect(clock.waits).toHaveLength(0);
  });

  it("stops at the month, says for how long, and starts anew in the next", async () => {
    const clock = sharedClock(Date.UTC(2026, 4, 31, 23, 59, 0));
    const copies = [budgetOf(clock, { perMonth: 3 }), budgetOf(clock, { perMonth: 3 })];
    for (let call = 0; call < 3; call++) await copies[call % 2]!.take(1, "high");
    const error = await thrown(copies[0]!.take(1, "high"));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "rate_limited", retryable: true, retryAfterMs: 60_000 });
    expect(await copies[0]!.spent()).toMatchObject({ minute: 3, month: 3, perMonth: 3 });
    clock.advance(60_000);
    await copies[1]!.take(1, "high");
    expect((await copies[1]!.spent()).month).toBe(1);
  });

  it("pauses every copy, and the longer pause stays", async () => {
    const clock = sharedClock();
    const [one, two] = [budgetOf(clock), budgetOf(clock)];
    await one.pauseFor(20_000);
    await two.pauseFor(5_000);
    expect((await two.spent()).waitUntil).toBe(START + 20_000);
    await two.take(1, "high");
    expect(clock.waits[0]).toBeGreaterThanOrEqual(20_000);
    expect(clock.waits[0]).toBeLessThan(21_000);
  });

  it("refuses at once where the pause is longer than its patience", async () => {
    const clock = sharedClock();
    const budget = budgetOf(clock);
    await budget.pauseFor(600_000);
    expect(await thrown(budget.take(1, "high"))).toMatchObject({ code: "rate_limited", retryAfterMs: 600_000 });
    expect(clock.waits).toHaveLength(0);
    expect((await budget.spent()).month).toBe(0);
  });

  it("stops waiting when the caller gives up", async () => {
    const clock = sharedClock();
    const { wait: _, ...real } = { perMinute: 1, wallNow: clock.wallNow, wait: undefined };
    const budget = createRequestBudget(connect(), { name, perMonth: null, ...real });
    await budget.take(1, "high");
    const given = new AbortController();
    setTimeout(() => given.abort(new Error("enough")), 30);
    const started = Date.now();
    expect(await thrown(budget.take(1, "high", given.signal))).toBeInstanceOf(Error);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect((await budget.spent()).month).toBe(1);
  });

  it("learns the provider's limit for all copies, never above the operator's", async () => {
    const clock = sharedClock();
    const [one, two] = [budgetOf(clock, { perMinute: 30 }), budgetOf(clock, { perMinute: 30, perMinuteCeiling: 50 })];
    await one.learnLimit(100);
    expect((await one.spent()).perMinute).toBe(100);
    expect((await two.spent()).perMinute).toBe(50);
    for (let call = 0; call < 50; call++) await two.take(1, "high");
    expect(clock.waits).toHaveLength(0);
    await two.take(1, "high");
    expect(clock.waits).toHaveLength(1);
    await one.learnLimit(Number.NaN);
    expect((await one.spent()).perMinute).toBe(100);
  });

  it("learns the month, and the calls made elsewhere with the same key", async () => {
    const budget = budgetOf(sharedClock(), { perMonth: 100_000 });
    await budget.take(1, "high");
    await budget.learnMonth(500_000, 499_999);
    await budget.learnMonth(500_000, 12);
    expect(await budget.spent()).toMatchObject({ month: 499_999, perMonth: 500_000 });
    await budget.take(1, "high");
    expect(await thrown(budget.take(1, "high"))).toMatchObject({ code: "rate_limited" });
  });

  it("counts where nothing is limited", async () => {
    const clock = sharedClock();
    const budget = budgetOf(clock, { perMinute: null });
    await budget.learnLimit(1);
    await Promise.all(Array.from({ length: 500 }, () => budget.take(1, "low")));
    expect(clock.waits).toHaveLength(0);
    expect(await budget.spent()).toEqual({ minute: 500, month: 500, waitUntil: null, perMinute: null, perMonth: null });
  });

  it("leaves no key without an end", async () => {
    const budget = budgetOf(sharedClock());
    await budget.take(1, "high");
    await budget.learnLimit(30);
    await budget.learnMonth(10, 5);
    await budget.pauseFor(60_000);
    const redis = connect();
    const keys = await redis.keys(`ghostquant:budget:${name}:*`);
    expect(keys).toHaveLength(5);
    for (const key of keys) expect(await redis.pttl(key), key).toBeGreaterThan(0);
  });
});
