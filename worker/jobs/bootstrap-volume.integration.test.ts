import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readBoard, writeBoard } from "@/lib/cache/momentum-board";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { AppError } from "@/lib/errors";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { coinsWithoutBaseline } from "@/worker/refresh/ask-for-bootstrap";
import { createMemory } from "@/worker/refresh/memory";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import { bootstrapVolume } from "./bootstrap-volume";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const COINS = 12;
const log = pino({ level: "silent" });
let own: OwnRedis;
let store: TestDatabase;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(async () => {
  await own.remove();
  await store.remove();
});

it("asks for every chart once and for a fruitless one not before a day is over", async () => {
  const redis = createRedis(own.url, "worker", log);
  const snapshot = snapshotFixture(COINS, 1);
  await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0);
  const ids = (await readBoard(redis))?.board.coins.map(({ asset }) => asset.id) ?? [];
  const [young = "", unknown = ""] = ids;
  const asked: string[] = [];
  const fetchMarketChart = async (id: string) => {
    asked.push(id);
    if (id === unknown) throw new AppError("not_found", "no such coin", { retryable: false });
    const days = id === young ? 2 : 8;
    return {
      prices: [],
      volumes: Array.from({ length: days * 24 }, (_, hours): [number, number] => [NOW - hours * HOUR_MS, 5]),
    };
  };
  const run = async () => {
    asked.length = 0;
    const memory = createMemory();
    const context = {
      redis,
      log,
      memory,
      db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
      coingecko: { fetchMarketChart },
      now: () => NOW,
      wallNow: Date.now,
      signal: new AbortController().signal,
      draining: new AbortController().signal,
    } as unknown as JobContext;
    await bootstrapVolume({}, context);
    return { asked: asked.toSorted(), lacking: coinsWithoutBaseline(memory).map(({ id }) => id) };
  };
  const first = await run();
  expect(first.asked.length).toBeGreaterThan(2);
  expect(first.lacking.toSorted()).toEqual([young, unknown].toSorted());
  expect((await run()).asked).toEqual([]);
  const keys = await redis.keys("ghostquant:chart:fruitless:*");
  expect(keys).toHaveLength(2);
  for (const key of keys) {
    expect((await redis.ttl(key)) * 1_000).toBeGreaterThan(DAY_MS - HOUR_MS);
    await redis.del(key);
  }
  expect((await run()).asked).toEqual([young, unknown].toSorted());
  redis.disconnect();
});
