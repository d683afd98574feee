import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostileIds, scoredCoinFixture, snapshotFixture } from "@/lib/contracts/board.fixture";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { toPastRanking } from "@/lib/momentum/past-ranking";
import { compareRankings } from "@/lib/momentum/rank-changes";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { upsertCoins } from "./coins";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { measureHistory } from "./measure-history";
import {
  listBoardAt,
  listRankHistory,
  listRanksAt,
  momentumSlotAt,
  readRankingNear,
  SLOT_MS,
  writeMomentumSlot,
} from "./momentum-history";
import { queryRows } from "./query";
import { retainHistory } from "./retain-history";
import { insertVolumeSnapshots } from "./volume-history";

const NOON = Date.UTC(2026, 10, 21, 12, 0, 0);
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
beforeEach(async () => {
  await queryRows(test.database, sql`truncate momentum_slots, momentum_snapshots, momentum_hourly, momentum_daily`);
});
afterAll(() => test.remove());

const keysOf = (coins: readonly ScoredCoin[]) =>
  upsertCoins(
    test.database,
    coins.map(({ asset: { id, symbol, name } }) => ({ id, symbol, name })),
  );

/** Writes a slot of two coins whose ranks say when it was written. */
async function writeSlot(slot: number, rank: number): Promise<boolean> {
  const coins = [
    scoredCoinFixture(0, { id: "btc", rank }),
    scoredCoinFixture(1, { id: "eth", rank: rank + 1 }),
    scoredCoinFixture(2, { id: "usdt", rank: null }),
  ];
  return writeMomentumSlot(test.database, slot, coins, await keysOf(coins), 3);
}

const partitions = async () =>
  (
    await queryRows<{ name: string }>(
      test.database,
      sql`select inhrelid::regclass::text as name from pg_inherits
      where inhparent = 'momentum_snapshots'::regclass order by 1`,
    )
  ).map(({ name }) => name);

const countRows = async (table: string) =>
  (await queryRows<{ n: number }>(test.database, sql`select count(*)::int as n from ${sql.identifier(table)}`))[0]?.n;

describe("momentum slots", () => {
  it("are stored once: the first writer stays", async () => {
    expect(await writeSlot(NOON, 1)).toBe(true);
    expect(await writeSlot(NOON + 4 * MINUTE_MS, 7)).toBe(false);
    expect(await listRanksAt(test.database, NOON, 0)).toEqual(
      new Map([
        ["btc", 1],
        ["eth", 2],
      ]),
    );
    expect(await countRows("momentum_snapshots")).toBe(3);
  });

  it("are whole although twelve workers write the same slots of new days at once", async () => {
    const day = NOON + 100 * DAY_MS;
    const coins = snapshotFixture(500, 1).board.coins;
    const keys = await keysOf(coins);
    const slots = [0, 1, 2].map((days) => day + days * DAY_MS);
    const written = await Promise.all(
      Array.from({ length: 12 }, (_, worker) =>
        writeMomentumSlot(test.database, slots[worker % 3]!, coins, keys, coins.length),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(3);
    expect(await countRows("momentum_snapshots")).toBe(1_500);
  });

  it("take 17,000 coins, hostile ids and numbers too small for a float4 in one statement", async () => {
    const coins = snapshotFixture(17_000, 1).board.coins;
    coins[20]!.asset.priceUsd = 1e-300;
    coins[21]!.asset.priceUsd = null;
    const keys = await keysOf(coins);
    expect(await writeMomentumSlot(test.database, NOON, coins, keys, coins.length)).toBe(true);
    const board = await listBoardAt(test.database, NOON + HOUR_MS);
    expect(board).toMatchObject({ writtenAt: NOON, universeSize: 17_000 });
    expect(board?.rows).toHaveLength(17_000);
    expect(board?.rows.slice(0, hostileIds.length).map(({ id }) => id)).toEqual(hostileIds);
    expect(board?.rows[20]?.price).toBe(1e-300);
    expect(board?.rows[21]?.price).toBeNull();
    const { subScores, score } = board!.rows[5]!;
    expect(score).toBeCloseTo(coins[5]!.score, 3);
    expect(subScores).toEqual({
      price_momentum: 15.3333,
      volume_spike: 12.5,
      rsi_signal: 0,
      ma_cross: 7.5,
      pretrend_bonus: 0,
      whale_bonus: 2.1235,
    });
  });

  it("skip coins without a key", async () => {
    const coins = [scoredCoinFixture(0, { id: "btc" }), scoredCoinFixture(1, { id: "keyless" })];
    const keys = await keysOf(coins.slice(0, 1));
    await writeMomentumSlot(test.database, NOON, coins, keys, 2);
    expect(await countRows("momentum_snapshots")).toBe(1);
  });
});

describe("ranks of the past", () => {
  it("come from the nearest slot within tolerance, and from none beyond it", async () => {
    await writeSlot(NOON, 10);
    await writeSlot(NOON + 2 * SLOT_MS, 20);
    const rankAt = async (at: number, tolerance: number) =>
      (await listRanksAt(test.database, at, tolerance)).get("btc");
    expect(await rankAt(NOON + SLOT_MS - 1_000, 1)).toBe(10);
    expect(await rankAt(NOON + SLOT_MS + 1_000, 1)).toBe(20);
    expect(await rankAt(NOON + 3 * SLOT_MS, 1)).toBe(20);
    expect(await rankAt(NOON + 3 * SLOT_MS + 1_000, 1)).toBeUndefined();
    expect(await rankAt(NOON + 5 * SLOT_MS, 3)).toBe(20);
    expect(await rankAt(NOON - SLOT_MS, 1)).toBe(10);
    expect(await rankAt(NOON - SLOT_MS - 1_000, 1)).toBeUndefined();
    expect((await listRanksAt(test.database, NOON, 1)).has("usdt")).toBe(false);
  });

  it("come back whole, in rank order, and as exactly what a board of the same scores says", async () => {
    const board = snapshotFixture(600, 1).board.coins.map((coin, i) => (i % 50 === 7 ? { ...coin, rank: null } : coin));
    const ranked = board.filter(({ rank }) => rank !== null);
    ranked.forEach((coin, index) => {
      coin.rank = index + 1;
    });
    await writeMomentumSlot(test.database, NOON + 3_000, board, await keysOf(board), ranked.length);
    const written = toPastRanking(
      NOON + 3_000,
      ranked.map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
    );
    expect(await readRankingNear(test.database, NOON, SLOT_MS)).toEqual(written);
    expect(
      compareRankings(written, board)
        .moves()
        .filter((move) => move.scoreDelta !== 0 || move.rankDelta !== 0),
    ).toEqual([]);
    expect(await readRankingNear(test.database, NOON + 3_000 + SLOT_MS, SLOT_MS)).not.toBeNull();
    expect(await readRankingNear(test.database, NOON + 3_001 + SLOT_MS, SLOT_MS)).toBeNull();
  });

  it("are never those of another formula of the score, not even when they are nearer", async () => {
    await writeSlot(NOON, 10);
    await writeSlot(NOON + SLOT_MS, 20);
    const newer = new Date(NOON + SLOT_MS).toISOString();
    await queryRows(
      test.database,
      sql`update momentum_slots set score_version = score_version + 1 where slot = ${newer}::timestamptz`,
    );
    expect((await listRanksAt(test.database, NOON + SLOT_MS, 1)).get("btc")).toBe(10);
    expect((await readRankingNear(test.database, NOON + SLOT_MS, SLOT_MS))?.at).toBe(NOON);
    expect(await readRankingNear(test.database, NOON + 2 * SLOT_MS, SLOT_MS)).toBeNull();
  });

  it("are found a week back, where only hours are kept, and are the same whatever was stored later", async () => {
    await writeSlot(NOON, 3);
    await retainHistory(test.database, NOON + 5 * DAY_MS);
    const target = NOON + 40 * MINUTE_MS;
    const found = await readRankingNear(test.database, target, HOUR_MS);
    expect(found).toMatchObject({ at: NOON, ids: ["btc", "eth"] });
    await writeSlot(NOON + 7 * DAY_MS, 9);
    expect(await readRankingNear(test.database, target, HOUR_MS)).toEqual(found);
  });

  it("make a coin's history oldest first, within the asked range", async () => {
    for (let index = 0; index < 5; index++) await writeSlot(NOON + index * SLOT_MS, index + 1);
    const history = await listRankHistory(test.database, "btc", NOON + SLOT_MS, NOON + 3 * SLOT_MS);
    expect(history.map(({ at, rank }) => [at - NOON, rank])).toEqual([
      [SLOT_MS, 2],
      [2 * SLOT_MS, 3],
      [3 * SLOT_MS, 4],
    ]);
    expect(history[0]).toMatchObject({ price: 1 / 3, score: 99.5 });
    expect(await listRankHistory(test.database, "nobody", NOON, NOON + DAY_MS)).toEqual([]);
    expect((await listRankHistory(test.database, "usdt", NOON, NOON))[0]?.rank).toBeNull();
  });

  it("show the newest board at or before a moment, never a later one", async () => {
    await writeSlot(NOON, 1);
    await writeSlot(NOON + SLOT_MS, 2);
    expect(await listBoardAt(test.database, NOON - 1)).toBeNull();
    expect((await listBoardAt(test.database, NOON + SLOT_MS - 1))?.writtenAt).toBe(NOON);
    expect((await listBoardAt(test.database, NOON + SLOT_MS))?.rows.map(({ id }) => id)).toEqual([
      "btc",
      "eth",
      "usdt",
    ]);
  });

  it("are never seen before they were written, at any resolution", async () => {
    const written = NOON + SLOT_MS - 1_000;
    await writeSlot(written, 1);
    const seenFrom = async (at: number) => (await listBoardAt(test.database, at))?.writtenAt ?? null;
    for (const later of [0, 3 * DAY_MS, 100 * DAY_MS]) {
      if (later > 0) await retainHistory(test.database, NOON + later);
      expect(await seenFrom(NOON + MINUTE_MS)).toBeNull();
      expect(await seenFrom(written - 1)).toBeNull();
      expect(await seenFrom(written)).toBe(written);
      expect(await listRankHistory(test.database, "btc", NOON, written - 1)).toEqual([]);
      expect((await listRankHistory(test.database, "btc", written, written)).map(({ at }) => at)).toEqual([written]);
      expect((await listRanksAt(test.database, written - SLOT_MS, 1)).get("btc")).toBe(1);
      expect((await listRanksAt(test.database, written - SLOT_MS - 1, 1)).size).toBe(0);
    }
    expect(await countRows("momentum_daily")).toBe(3);
  });

  it("belong to slots of five minutes", () => {
    expect(momentumSlotAt(NOON + SLOT_MS - 1)).toBe(NOON);
    expect(momentumSlotAt(NOON + SLOT_MS)).toBe(NOON + SLOT_MS);
  });
});

describe("retention", () => {
  it("keeps the first slot of each hour and day at its true moment, drops old days, and is idempotent even at once", async () => {
    const start = Date.UTC(2026, 10, 10, 0, 10, 0);
    for (let hours = 0; hours < 5 * 24; hours += 6) {
      await writeSlot(start + hours * HOUR_MS, 2 * hours + 1);
      await writeSlot(start + hours * HOUR_MS + 20 * MINUTE_MS, 2 * hours + 2);
    }
    const now = start + 5 * DAY_MS;
    const before = await listRankHistory(test.database, "btc", start, now);
    const [one, two] = await Promise.all([retainHistory(test.database, now), retainHistory(test.database, now)]);
    expect(new Set([...one.droppedPartitions, ...two.droppedPartitions])).toContain("momentum_snapshots_20261110");
    expect(await partitions()).not.toContain("momentum_snapshots_20261112");
    expect(await partitions()).toContain("momentum_snapshots_20261113");
    expect(await retainHistory(test.database, now)).toEqual({
      hourlySlots: 0,
      dailySlots: 0,
      droppedPartitions: [],
      deletedRows: 0,
    });
    expect(await countRows("momentum_hourly")).toBe(5 * 4 * 3);
    expect(await countRows("momentum_daily")).toBe(5 * 3);
    const after = await listRankHistory(test.database, "btc", start, now);
    const fineFrom = Date.UTC(2026, 10, 13);
    const expected = before.filter(({ at, rank }) => at >= fineFrom || (rank ?? 0) % 2 === 1);
    expect(after).toEqual(expected);
    expect((await listRanksAt(test.database, start + 6 * HOUR_MS, 1)).get("btc")).toBe(13);
    expect((await listBoardAt(test.database, start + 7 * HOUR_MS))?.rows).toHaveLength(3);
  });

  it("leaves hours and days that are not over yet", async () => {
    await writeSlot(NOON, 1);
    expect(await retainHistory(test.database, NOON + 59 * MINUTE_MS)).toMatchObject({ hourlySlots: 0, dailySlots: 0 });
    expect(await retainHistory(test.database, NOON + HOUR_MS)).toMatchObject({ hourlySlots: 1, dailySlots: 0 });
    expect(await retainHistory(test.database, NOON + 12 * HOUR_MS)).toMatchObject({ hourlySlots: 0, dailySlots: 1 });
  });

  it("forgets hours after 90 days, days after two years, volumes after eight days, and then the slot itself", async () => {
    await writeSlot(NOON, 1);
    const keys = await upsertCoins(test.database, [{ id: "btc", symbol: "BTC", name: "Bitcoin" }]);
    await insertVolumeSnapshots(test.database, NOON, [{ id: "btc", volumeUsd: 1 }], keys);
    await retainHistory(test.database, NOON + 8 * DAY_MS);
    expect(await countRows("volume_snapshots")).toBe(1);
    await retainHistory(test.database, NOON + 8 * DAY_MS + 1_000);
    expect(await countRows("volume_snapshots")).toBe(0);
    expect(await countRows("momentum_hourly")).toBe(3);
    await retainHistory(test.database, NOON + 91 * DAY_MS);
    expect(await countRows("momentum_hourly")).toBe(0);
    expect((await listRankHistory(test.database, "btc", NOON, NOON))[0]?.rank).toBe(1);
    expect((await listRanksAt(test.database, NOON, 1)).get("eth")).toBe(2);
    await retainHistory(test.database, NOON + 731 * DAY_MS);
    expect(await countRows("momentum_daily")).toBe(0);
    expect(await countRows("momentum_slots")).toBe(0);
    expect(await listBoardAt(test.database, NOON + 800 * DAY_MS)).toBeNull();
  });

  it("goes on while slots are being written: nobody deadlocks and no slot is torn", async () => {
    const coins = snapshotFixture(200, 1).board.coins;
    const keys = await keysOf(coins);
    const old = Array.from({ length: 20 }, (_, index) => NOON + index * 6 * HOUR_MS);
    for (const slot of old) await writeMomentumSlot(test.database, slot, coins, keys, coins.length);
    const now = NOON + 7 * DAY_MS;
    const fresh = Array.from({ length: 40 }, (_, index) => now - index * HOUR_MS);
    const slots = [...old, ...fresh];
    const writing = fresh.map((slot) => writeMomentumSlot(test.database, slot, coins, keys, coins.length));
    const retaining = Array.from({ length: 5 }, () => retainHistory(test.database, now));
    await Promise.all([...writing, ...retaining]);
    await retainHistory(test.database, now);
    for (const slot of slots) expect((await listRanksAt(test.database, slot, 0)).size).toBe(200);
  });
});

describe("the measure of history", () => {
  it("states bytes per row, per day and kept", async () => {
    const coins = snapshotFixture(2_500, 1).board.coins;
    const keys = await keysOf(coins);
    for (let index = 0; index < 12; index++) {
      await writeMomentumSlot(test.database, NOON + index * SLOT_MS, coins, keys, coins.length);
    }
    await retainHistory(test.database, NOON + HOUR_MS);
    const measure = await measureHistory(test.database, 2_500);
    const fine = measure.tables.find(({ table }) => table === "momentum_snapshots");
    expect(fine?.rows).toBe(30_000);
    expect(fine?.bytesPerRow).toBeGreaterThan(70);
    expect(fine?.bytesPerRow).toBeLessThan(160);
    expect(measure.bytesWrittenPerDay).toBeGreaterThan(2_500 * 288 * 70);
    expect(measure.bytesKeptAfterOneYear).toBeGreaterThan(measure.bytesWrittenPerDay);
    expect(measure.bytesKeptAfterTwoYears).toBeGreaterThanOrEqual(measure.bytesKeptAfterOneYear);
  });
});
