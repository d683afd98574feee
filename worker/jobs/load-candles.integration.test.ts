import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCandleLoad } from "@/lib/cache/candle-load";
import { readFormingCandle } from "@/lib/cache/forming-candle";
import { writePairMap } from "@/lib/cache/pair-map";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import type { Candle } from "@/lib/market/candle";
import { type HourRange, uncoveredRanges } from "@/lib/market/hour-ranges";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { noteCandleSpan } from "@/lib/store/candle-spans";
import { listCandles } from "@/lib/store/candles";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import { loadCandles } from "./load-candles";

const NOW = Date.UTC(2026, 10, 21, 12, 30);
const HOUR = Date.UTC(2026, 10, 21, 12);
const log = pino({ level: "silent" });
let own: OwnRedis;
let store: TestDatabase;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  await upsertCoins(store.database, [{ id: "btc", symbol: "btc", name: "btc" }]);
});
afterAll(async () => {
  await own.remove();
  await store.remove();
});

it("loads the newest page first, then the past the venue has, later only what is new and leaves no hole however late, and tells a failure", async () => {
  const redis = createRedis(own.url, "worker", log);
  const pair = { pair: "BTCUSDT", coinId: "btc", multiplier: 1, volumeUsd24h: 1, trades24h: 1 };
  await writePairMap(redis, { venue: "binance", mappedAt: NOW, mapped: [pair], unmapped: [] });
  const candle = (openAt: number): Candle => ({ openAt, open: 1, high: 1, low: 1, close: 1, volume: 1, volumeUsd: 1 });
  let now = NOW;
  let broken = false;
  const asked: HourRange[] = [];
  const listedAt = HOUR - 2_300 * HOUR_MS;
  const fetchCandles = async () => {
    if (broken) throw new AppError("upstream_unavailable", "Binance failed with HTTP 500", { retryable: true });
    return { closed: [], forming: candle(Math.floor(now / HOUR_MS) * HOUR_MS) };
  };
  const fetchHours = async ({ from, to }: HourRange) => {
    asked.push({ from, to });
    const opens = Array.from({ length: (to - from) / HOUR_MS }, (_, hour) => from + hour * HOUR_MS);
    return { candles: opens.filter((at) => at >= listedAt).map(candle), coveredTo: to, malformed: 0 };
  };
  const context = {
    redis,
    log,
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    binance: { fetchCandles, fetchHours },
    now: () => now,
    signal: new AbortController().signal,
  } as unknown as JobContext;
  await loadCandles({ coinId: "btc" }, context);
  const opens = async () => (await listCandles(store.database, "btc", "binance", 0)).map(({ openAt }) => openAt);
  expect(await opens()).toEqual(Array.from({ length: 2_300 }, (_, index) => listedAt + index * HOUR_MS));
  expect(asked[0]).toEqual({ from: HOUR - 1_000 * HOUR_MS, to: HOUR });
  expect((await readFormingCandle(redis, "btc"))?.openAt).toBe(HOUR);

  asked.length = 0;
  now += 2 * HOUR_MS;
  await loadCandles({ coinId: "btc" }, context);
  expect(asked).toEqual([{ from: HOUR, to: HOUR + 2 * HOUR_MS }]);
  expect((await opens()).at(-1)).toBe(HOUR + HOUR_MS);

  now += 2_400 * HOUR_MS;
  await loadCandles({ coinId: "btc" }, context);
  const kept = (await opens()).filter((openAt) => openAt > now - 2_300 * HOUR_MS);
  expect(kept.every((openAt, index) => index === 0 || openAt - (kept[index - 1] ?? 0) === HOUR_MS)).toBe(true);
  expect((await opens()).at(-1)).toBe(Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS);
  expect((await readFormingCandle(redis, "btc"))?.openAt).toBe(Math.floor(now / HOUR_MS) * HOUR_MS);

  // A backtest brought a stretch of the far past: the hours between are still asked for.
  asked.length = 0;
  await upsertCoins(store.database, [{ id: "eth", symbol: "eth", name: "eth" }]);
  await writePairMap(redis, { venue: "binance", mappedAt: NOW, mapped: [{ ...pair, coinId: "eth" }], unmapped: [] });
  const to = Math.floor(now / HOUR_MS) * HOUR_MS;
  const past = { from: to - 3_000 * HOUR_MS, to: to - 2_500 * HOUR_MS };
  const span = { coinId: "eth", venue: "binance", askedAt: now, forBacktest: true } as const;
  await noteCandleSpan(store.database, { ...span, ...past });
  await loadCandles({ coinId: "eth" }, context);
  expect(asked.some(({ from, to: until }) => from < past.to && until > past.from)).toBe(false);
  expect(uncoveredRanges({ from: to - 400 * DAY_MS, to }, [...asked, past])).toEqual([]);

  broken = true;
  await expect(loadCandles({ coinId: "eth" }, context)).rejects.toThrow("HTTP 500");
  expect(await readCandleLoad(redis, "eth")).toEqual({ state: "failed", reason: "Binance failed with HTTP 500" });
  expect(await loadCandles({ coinId: "unknown" }, context)).toEqual({ skipped: "no proven pair" });
  redis.disconnect();
});
