import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeBoard } from "@/lib/cache/momentum-board";
import { readPastRankings } from "@/lib/cache/past-rankings";
import { readRankChanges } from "@/lib/cache/rank-changes";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { liveClock, type MarketClock } from "@/lib/market/clock";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { rankCoins } from "@/lib/momentum/rank";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { subscribeRankChanges } from "@/lib/stream/subscribe";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import { createMemory } from "./memory";
import { tellRankChanges } from "./tell-rank-changes";

const log = pino({ level: "silent" });
const url = testRedisUrl(process.env.TEST_REDIS_URL, 12);
const redis = createRedis(url, "client", log);
const listener = createRedis(url, "subscriber", log);
const NOW = Date.UTC(2026, 10, 21, 12, 1);
const COINS = 80;

let store: TestDatabase;
let published: RankChanges[] = [];

beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  await subscribeRankChanges(listener, (changes) => published.push(changes));
  const { coins } = snapshotFixture(COINS, 1).board;
  const keys = await upsertCoins(
    store.database,
    coins.map(({ asset }) => asset),
  );
  for (const ago of [15 * MINUTE_MS, HOUR_MS, DAY_MS]) {
    await writeMomentumSlot(store.database, NOW - ago - 20_000, coins, keys, COINS);
  }
});
beforeEach(async () => {
  await redis.flushdb();
  published = [];
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
  listener.disconnect();
  await store.remove();
});

/** A worker that has just made this board visible. */
async function workerWith(snapshot: BoardSnapshot, { clock = liveClock, rankChanges = true } = {}) {
  const memory = createMemory();
  memory.visible = { snapshot, state: streamStateFixture(snapshot) };
  expect(await writeBoard(redis, snapshot, memory.visible.state, 0)).toBe(true);
  return {
    redis,
    memory,
    log,
    config: { rankChanges },
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    clock: (): MarketClock => clock,
    draining: new AbortController().signal,
  } as unknown as JobContext;
}

/** The same coins; the last ten gained six points of volume. */
function nextBoard(sequence = 2): BoardSnapshot {
  const { board, closes } = snapshotFixture(COINS, sequence);
  board.writtenAt = NOW;
  for (const coin of board.coins.slice(-10)) {
    coin.score += 6;
    coin.subScores.volume_spike += 6;
  }
  rankCoins(board.coins);
  return { board, closes };
}

describe("telling rank changes", () => {
  it("compares the visible board with the nearest stored moment of each window, writes, keeps and publishes", async () => {
    const context = await workerWith(nextBoard());
    await tellRankChanges(context);
    for (const window of ["15m", "1h", "24h"] as const) {
      const changes = await readRankChanges(redis, window);
      expect(changes).toMatchObject({ window, sequence: 2, total: 10, enteredTotal: 0 });
      expect(changes?.changes[0]).toMatchObject({ rankDelta: -70, scoreDelta: 6, own: { places: -70 } });
      expect(changes?.changes.every(({ own }) => own.parts[0]?.name === "volume_spike")).toBe(true);
    }
    expect(await readRankChanges(redis, "7d")).toMatchObject({ previousAt: null, total: 0, changes: [] });
    expect([...(await readPastRankings(redis, new Map())).keys()]).toEqual(["15m", "1h", "24h"]);
    expect(published.map(({ window, sequence }) => [window, sequence])).toEqual([
      ["15m", 2],
      ["1h", 2],
      ["24h", 2],
      ["7d", 2],
    ]);
  });

  it("tells the newest board once more when one came while it was telling", async () => {
    const context = await workerWith(nextBoard());
    const first = tellRankChanges(context);
    const next = nextBoard(3);
    context.memory.visible = { snapshot: next, state: streamStateFixture(next) };
    expect(await writeBoard(redis, next, context.memory.visible.state, 2)).toBe(true);
    await Promise.all([first, tellRankChanges(context)]);
    expect((await readRankChanges(redis, "1h"))?.sequence).toBe(3);
  });

  it("goes on with the rankings it has while Postgres is away, and with none once they are too old", async () => {
    const context = await workerWith(nextBoard());
    await tellRankChanges(context);
    const away = { ...context, db: { attempt: async () => ({ ok: false }) } } as unknown as JobContext;
    const board = context.memory.visible!.snapshot.board;
    board.writtenAt = NOW + 3 * MINUTE_MS;
    await tellRankChanges(away);
    expect((await readRankChanges(redis, "15m"))?.previousAt).not.toBeNull();
    board.writtenAt = NOW + 9 * MINUTE_MS;
    await tellRankChanges(away);
    expect((await readRankChanges(redis, "15m"))?.previousAt).toBeNull();
    expect((await readRankChanges(redis, "24h"))?.previousAt).not.toBeNull();
  });

  it("says nothing of a board of another market, nor when it is switched off", async () => {
    await tellRankChanges(await workerWith(nextBoard(), { clock: { ...liveClock, source: "simulated", seed: 1 } }));
    await redis.flushdb();
    await tellRankChanges(await workerWith(nextBoard(), { rankChanges: false }));
    expect(await redis.keys("ghostquant:rank-changes*")).toEqual([]);
    expect(published).toEqual([]);
  });
});
