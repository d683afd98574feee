import pino from "pino";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createRedis } from "@/lib/connections";
import { hostileIds, snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { boardKeys } from "./keys";
import { readBoard, readBoardSequence, readStreamState, writeBoard } from "./momentum-board";
import { testRedisUrl } from "./redis.fixture";

const log = pino({ level: "silent" });
const url = testRedisUrl(process.env.TEST_REDIS_URL, 5);
const redis = createRedis(url, "client", log);

const write = (snapshot: BoardSnapshot, expected: number, connection = redis) =>
  writeBoard(connection, snapshot, streamStateFixture(snapshot), expected);

async function readSortedSet(): Promise<Map<string, number>> {
  const flat = await redis.zrange(boardKeys.latest, "0", "-1", "WITHSCORES");
  const ids = flat.filter((_, index) => index % 2 === 0);
  return new Map(ids.map((id, index) => [id, Number(flat[2 * index + 1])]));
}

const scoresOf = (snapshot: BoardSnapshot | null) =>
  new Map(snapshot?.board.coins.map((coin) => [coin.asset.id, coin.score]));

beforeEach(async () => {
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
});

describe("the board in Redis", () => {
  it("is absent before the first write", async () => {
    expect(await readBoard(redis)).toBeNull();
    expect(await readBoardSequence(redis)).toBeNull();
    expect(await readStreamState(redis)).toBeNull();
  });

  it("comes back exactly, hostile ids and closes of every length included", async () => {
    const snapshot = snapshotFixture(200, 1);
    expect(await write(snapshot, 0)).toBe(true);
    expect(await readBoard(redis)).toEqual(snapshot);
    expect(await readStreamState(redis)).toEqual(streamStateFixture(snapshot));
    expect(await readBoardSequence(redis)).toBe(1);
    expect(await readSortedSet()).toEqual(scoresOf(snapshot));
    expect(hostileIds.every((id) => scoresOf(snapshot).has(id))).toBe(true);
  });

  it("keeps 17,000 coins with 168 closes each", async () => {
    const snapshot = snapshotFixture(17_000, 1);
    expect(await write(snapshot, 0)).toBe(true);
    const read = await readBoard(redis);
    expect(read?.closes).toEqual(snapshot.closes);
    expect(read?.board.coins.at(-1)).toEqual(snapshot.board.coins.at(-1));
    expect(await readSortedSet()).toEqual(scoresOf(snapshot));
  });

  it("replaces the sorted set wholly: a coin that is gone is gone there too, and no coins leave no set", async () => {
    await write(snapshotFixture(50, 1), 0);
    await write(snapshotFixture(20, 2), 1);
    expect((await readSortedSet()).size).toBe(20);
    await write(snapshotFixture(0, 3), 2);
    expect((await readSortedSet()).size).toBe(0);
    expect((await readBoard(redis))?.board.coins).toEqual([]);
  });

  it("lets exactly one of twenty writers win each sequence, and set and board always agree", async () => {
    const writers = Array.from({ length: 20 }, () => createRedis(url, "client", log));
    for (let sequence = 1; sequence <= 15; sequence++) {
      const races = writers.map((writer, index) =>
        write(snapshotFixture(100 + index, sequence, index / 1_000), sequence - 1, writer),
      );
      const wins = await Promise.all(races);
      expect(wins.filter(Boolean)).toHaveLength(1);
      const board = await readBoard(redis);
      expect(board?.board.sequence).toBe(sequence);
      expect(board?.board.coins).toHaveLength(100 + wins.indexOf(true));
      expect(await readSortedSet()).toEqual(scoresOf(board));
      expect((await readStreamState(redis))?.rows).toHaveLength(100 + wins.indexOf(true));
    }
    for (const writer of writers) writer.disconnect();
  });

  it("refuses an outdated writer and changes nothing", async () => {
    await write(snapshotFixture(10, 1), 0);
    await write(snapshotFixture(11, 2), 1);
    expect(await write(snapshotFixture(12, 2), 1)).toBe(false);
    expect(await write(snapshotFixture(12, 1), 0)).toBe(false);
    expect((await readBoard(redis))?.board.coins).toHaveLength(11);
  });

  it("takes any later sequence, so that a saved board can be restored or passed, and no earlier one", async () => {
    expect(await write(snapshotFixture(5, 4_711), 0)).toBe(true);
    expect(await readBoardSequence(redis)).toBe(4_711);
    expect(await write(snapshotFixture(5, 9_000), 4_711)).toBe(true);
    await expect(write(snapshotFixture(5, 9_000), 9_000)).rejects.toThrow(/predecessor/u);
  });

  it("never stores a score that is not a number", async () => {
    const snapshot = snapshotFixture(3, 1);
    const [first] = snapshot.board.coins;
    snapshot.board.coins[0] = { ...first!, score: Number.NaN };
    await expect(write(snapshot, 0)).rejects.toThrow(/score/u);
    expect(await readBoard(redis)).toBeNull();
  });

  it("expires every part after seven days and leaves no scaffolding", async () => {
    await write(snapshotFixture(3, 1), 0);
    const keys = await redis.keys("*");
    expect(keys).toHaveLength(5);
    for (const key of keys) {
      expect(key.startsWith("ghostquant:")).toBe(true);
      expect(await redis.ttl(key)).toBeGreaterThan(7 * 86_400 - 60);
    }
  });

  it("counts a value that does not fit as absent and says so once", async () => {
    await write(snapshotFixture(3, 1), 0);
    const error = vi.fn();
    const witness = Object.assign(pino({ level: "silent" }), { error });
    await redis.set(boardKeys.board, '{"sequence":"one"}');
    expect(await readBoard(redis, witness)).toBeNull();
    expect(await readBoard(redis, witness)).toBeNull();
    expect(error).toHaveBeenCalledTimes(1);
    expect(await readBoardSequence(redis)).toBe(1);
    expect(await write(snapshotFixture(4, 2), 1)).toBe(true);
    expect(await readBoard(redis, witness)).not.toBeNull();
  });

  it("does not pair a board with closes of another number of coins", async () => {
    await write(snapshotFixture(3, 1), 0);
    const closes = await redis.getBuffer(boardKeys.closes);
    await write(snapshotFixture(4, 2), 1);
    await redis.set(boardKeys.closes, closes ?? "");
    expect(await readBoard(redis)).toBeNull();
  });
});
