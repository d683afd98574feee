import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCandleLoad } from "@/lib/cache/candle-load";
import { readFormingCandle } from "@/lib/cache/forming-candle";
import { writePairMap } from "@/lib/cache/pair-map";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import type { Candle } from "@/lib/market/candle";
import { HOUR_MS } from "@/lib/market/units";
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
  const asked: { limit: number; startAt: number | undefined }[] = [];
  const listedAt = HOUR - 2_300 * HOUR_MS;
  const fetchCandles = async ({ limit, startAt }: { limit: number; startAt?: number }) => {
    asked.push({ limit, startAt });
    if (broken) throw new AppError("upstream_unavailable", "Binance failed with HTTP 500", { retryable: true });
    const running = Math.floor(now / HOUR_MS) * HOUR_MS;
    const first = Math.max(listedAt, startAt ?? running - (limit - 1) * HOUR_MS);
    const all = Array.from({ length: limit }, (_, index) => candle(first + index * HOUR_MS));
    const open = all.filter(({ openAt }) => openAt <= running);
    return {
      closed: open.filter(({ openAt }) => openAt < running),
      forming: open.find(({ openAt }) => openAt === running) ?? null,
    };
  };
  const context = {
    redis,
    log,
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    binance: { fetchCandles },
    now: () => now,
    signal: new AbortController().signal,
  } as unknown as JobContext;
  await loadCandles({ coinId: "btc" }, context);
  const opens = async () => (await listCandles(store.database, "btc", "binance", 0)).map(({ openAt }) => openAt);
  expect(await opens()).toEqual(Array.from({ length: 2_300 }, (_, index) => listedAt + index * HOUR_MS));
  expect(asked[0]).toEqual({ limit: 1_000, startAt: undefined });
  expect((await readFormingCandle(redis, "btc"))?.openAt).toBe(HOUR);

  asked.length = 0;
  now += 2 * HOUR_MS;
  await loadCandles({ coinId: "btc" }, context);
  expect(asked[0]?.limit).toBeLessThanOrEqual(5);
  expect((await opens()).at(-1)).toBe(HOUR + HOUR_MS);

  now += 2_400 * HOUR_MS;
  await loadCandles({ coinId: "btc" }, context);
  const kept = (await opens()).filter((openAt) => openAt > now - 2_300 * HOUR_MS);
  expect(kept.every((openAt, index) => index === 0 || openAt - (kept[index - 1] ?? 0) === HOUR_MS)).toBe(true);
  expect((await opens()).at(-1)).toBe(Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS);
  expect((await readFormingCandle(redis, "btc"))?.openAt).toBe(Math.floor(now / HOUR_MS) * HOUR_MS);

  broken = true;
  await expect(loadCandles({ coinId: "btc" }, context)).rejects.toThrow("HTTP 500");
  expect(await readCandleLoad(redis, "btc")).toEqual({ state: "failed", reason: "Binance failed with HTTP 500" });
  expect(await loadCandles({ coinId: "unknown" }, context)).toEqual({ skipped: "no proven pair" });
  redis.disconnect();
});
