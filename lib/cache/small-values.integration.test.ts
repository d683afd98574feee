import { setTimeout as wait } from "node:timers/promises";
import pino from "pino";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createRedis } from "@/lib/connections";
import type { ProcessBeat, QuotaReport } from "@/lib/contracts/status";
import { liveClock } from "@/lib/market/clock";
import { ensureCounters, incrementCounter, readCounters } from "./counters";
import { listErrors, recordError } from "./error-tally";
import { readMarketClock, writeMarketClock } from "./market-clock";
import { listBeats, writeBeat } from "./process-beats";
import { readQuotaReport, writeQuotaReport } from "./quota-report";
import { testRedisUrl } from "./redis.fixture";
import { withSingleFlight } from "./single-flight";

const log = pino({ level: "silent" });
const url = testRedisUrl(process.env.TEST_REDIS_URL, 6);
const redis = createRedis(url, "client", log);
const other = createRedis(url, "client", log);

beforeEach(async () => {
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
  other.disconnect();
});

describe("the market clock and the quota report", () => {
  it("come back as written and are null before, or when a stranger wrote them", async () => {
    expect(await readMarketClock(redis)).toBeNull();
    await writeMarketClock(redis, { ...liveClock, source: "replay", speed: 60, endsAt: 9 });
    expect(await readMarketClock(redis)).toEqual({ ...liveClock, source: "replay", speed: 60, endsAt: 9 });
    await redis.set("ghostquant:market:clock", "not json");
    expect(await readMarketClock(redis)).toBeNull();

    const report: QuotaReport = {
      plan: "demo",
      perMinuteLimit: 30,
      perMinuteSpent: 3,
      monthlyLimit: null,
      monthlySpent: 12,
      monthlyProjected: null,
      pages: 10,
      fastWishedSeconds: 30,
      fullWishedSeconds: 300,
      fastEverySeconds: null,
      fullEverySeconds: 2_700,
      note: "stretched",
      circuit: "half-open",
      waitUntil: 5,
    };
    expect(await readQuotaReport(redis)).toBeNull();
    await writeQuotaReport(redis, report);
    expect(await readQuotaReport(redis)).toEqual(report);
  });
});

describe("process beats", () => {
  const beat = (role: ProcessBeat["role"], id: string): ProcessBeat => ({
    role,
    id,
    pid: 1,
    startedAt: 1,
    seenAt: 2,
    memoryBytes: 3,
    eventLoopDelayMs: 0.5,
    readings: { clients: 7 },
  });

  it("list every living process and forget one that stopped beating", async () => {
    expect(await listBeats(redis)).toEqual([]);
    await writeBeat(redis, beat("worker", "b"));
    await writeBeat(redis, beat("web", "a:1"));
    expect(await listBeats(redis)).toEqual([beat("web", "a:1"), beat("worker", "b")]);
    expect(await redis.ttl("ghostquant:beat:worker:b")).toBeLessThanOrEqual(15);
    await redis.del("ghostquant:beat:worker:b");
    expect(await listBeats(redis)).toEqual([beat("web", "a:1")]);
    expect(await redis.smembers("ghostquant:beats")).toEqual(["web:a:1"]);
  });
});

describe("counters", () => {
  it("bear the contract's names and count exactly under concurrency", async () => {
    await Promise.all(Array.from({ length: 50 }, () => incrementCounter(redis, "fast_refresh", "count")));
    await incrementCounter(other, "full_refresh", "errors");
    expect(await redis.get("ghostquant:metrics:fast_refresh_count")).toBe("50");
    expect(await readCounters(redis)).toEqual({
      fast_refresh_count: 50,
      fast_refresh_errors: 0,
      full_refresh_count: 0,
      full_refresh_errors: 1,
      clustering_count: 0,
      clustering_errors: 0,
    });
  });

  it("all exist from the start, keep what they counted, and read a stranger's value as 0", async () => {
    await incrementCounter(redis, "fast_refresh", "count");
    await ensureCounters(redis);
    await ensureCounters(redis);
    expect(await redis.keys("ghostquant:metrics:*")).toHaveLength(6);
    expect(await redis.get("ghostquant:metrics:fast_refresh_count")).toBe("1");
    expect(await redis.get("ghostquant:metrics:clustering_errors")).toBe("0");
    await redis.set("ghostquant:metrics:full_refresh_errors", "many");
    expect((await readCounters(redis)).full_refresh_errors).toBe(0);
  });
});

describe("the error tally", () => {
  it("counts by kind, keeps the last message, and lists the latest first", async () => {
    expect(await listErrors(redis)).toEqual([]);
    await recordError(redis, "coingecko.timeout", "first", 1);
    await recordError(redis, "last:__proto__", "x".repeat(5_000), 2);
    await recordError(redis, "coingecko.timeout", 'second "quoted"\n🚨', 3);
    const [first, second] = await listErrors(redis);
    expect(first).toEqual({ kind: "coingecko.timeout", count: 2, lastMessage: 'second "quoted"\n🚨', lastAt: 3 });
    expect(second).toMatchObject({ kind: "last:__proto__", count: 1, lastAt: 2 });
    expect(second?.lastMessage.length).toBe(300);
  });
});

describe("single flight", () => {
  it("runs one of many at once, and the next after it has ended, even by a fault", async () => {
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await wait(50);
      running--;
      return "done";
    };
    const flights = await Promise.all(
      Array.from({ length: 10 }, (_, index) => withSingleFlight(index % 2 ? redis : other, "x", 5_000, work)),
    );
    expect(flights.filter((flight) => flight.ran)).toEqual([{ ran: true, value: "done" }]);
    expect(most).toBe(1);
    await expect(withSingleFlight(redis, "y", 5_000, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withSingleFlight(redis, "y", 5_000, work)).toEqual({ ran: true, value: "done" });
  });

  it("is renewed while the work lasts longer than its time to live", async () => {
    const long = withSingleFlight(redis, "long", 200, async (signal) => {
      await wait(700);
      return signal.aborted;
    });
    await wait(500);
    expect(await withSingleFlight(other, "long", 200, async () => 1)).toEqual({ ran: false });
    expect(await long).toEqual({ ran: true, value: false });
  });

  it("never releases or renews a lock that somebody else took over, and says that it was lost", async () => {
    const outcome = await withSingleFlight(redis, "stolen", 300, async (signal) => {
      await other.set("ghostquant:flight:stolen", "thief");
      await wait(400);
      return signal.aborted;
    });
    expect(outcome).toEqual({ ran: true, value: true });
    await redis.ping();
    expect(await other.get("ghostquant:flight:stolen")).toBe("thief");
  });
});
