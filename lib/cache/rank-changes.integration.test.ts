import pino from "pino";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import { toPastRanking } from "@/lib/momentum/past-ranking";
import { compareRankings } from "@/lib/momentum/rank-changes";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { writeBoard } from "./momentum-board";
import { readPastRankings, writePastRankings } from "./past-rankings";
import { forgetRankChanges, readRankChanges, writeRankChanges } from "./rank-changes";
import { testRedisUrl } from "./redis.fixture";

const log = pino({ level: "silent" });
const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 11), "client", log);

beforeEach(async () => {
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
});

const before = snapshotFixture(60, 1);
const after = snapshotFixture(60, 2, 2);
const past = (at: number) =>
  toPastRanking(
    at,
    before.board.coins.map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
  );

function changesAt(sequence: number): RankChanges[] {
  const moves = compareRankings(past(1), after.board.coins).moves();
  return rankWindowSchema.options.map((window) => ({
    window,
    sequence,
    asOf: 5,
    writtenAt: 6,
    previousAt: 1,
    total: moves.length,
    changes: moves,
    entered: [],
    enteredTotal: 0,
  }));
}

describe("rank changes", () => {
  it("come back as written, and only for the board that everybody sees", async () => {
    expect(await writeRankChanges(redis, 2, changesAt(2))).toBe(false);
    expect(await readRankChanges(redis, "1h")).toBeNull();
    expect(await writeBoard(redis, before, streamStateFixture(before), 0)).toBe(true);
    expect(await writeBoard(redis, after, streamStateFixture(after), 1)).toBe(true);
    expect(await writeRankChanges(redis, 2, changesAt(2))).toBe(true);
    expect(await writeRankChanges(redis, 1, changesAt(1))).toBe(false);
    for (const [i, window] of rankWindowSchema.options.entries()) {
      expect(await readRankChanges(redis, window)).toEqual(changesAt(2)[i]);
    }
  });
});

describe("past rankings", () => {
  const all = (at: number) => new Map(rankWindowSchema.options.map((window) => [window, past(at)] as const));

  it("are read once: what a reader holds is handed back to him as long as it is the stored one", async () => {
    expect(await readPastRankings(redis, new Map())).toEqual(new Map());
    await writePastRankings(redis, all(1));
    const first = await readPastRankings(redis, new Map());
    expect(first).toEqual(all(1));
    await writePastRankings(redis, new Map<RankWindow, ReturnType<typeof past>>([...all(1), ["15m", past(2)]]));
    const second = await readPastRankings(redis, first);
    expect(second.get("15m")?.at).toBe(2);
    expect(second.get("7d")).toBe(first.get("7d"));
  });

  it("lose a window that has none any more, and everything when the market is another", async () => {
    await writePastRankings(redis, all(1));
    const known = await readPastRankings(redis, new Map());
    await writePastRankings(redis, new Map([["1h", past(3)]]));
    expect([...(await readPastRankings(redis, known)).keys()]).toEqual(["1h"]);
    await forgetRankChanges(redis);
    expect(await readPastRankings(redis, known)).toEqual(new Map());
  });

  it("count as absent when a stranger wrote them", async () => {
    await writePastRankings(redis, all(1));
    await redis.hset("ghostquant:rank-changes:past", "24h", '{"at":1,"ids":["a"],"scores":[],"parts":[]}');
    expect((await readPastRankings(redis, new Map())).has("24h")).toBe(false);
  });
});
