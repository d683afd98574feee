import pino from "pino";
import { afterAll, beforeEach, expect, it } from "vitest";
import { readBoard, readBoardSequence, readStreamState, writeBoard } from "@/lib/cache/momentum-board";
import { readPairMap, writePairMap } from "@/lib/cache/pair-map";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { readWhaleBoard, writeWhaleBoard } from "@/lib/cache/whale-board";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { liveClock } from "@/lib/market/clock";
import { idleWatch } from "@/worker/feeds/watch-state";
import { forgetOtherMarket } from "./forget-other-market";

const log = pino({ level: "silent" });
const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 6), "client", log);

beforeEach(async () => {
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
});

async function showBoardOf(source: "live" | "simulated"): Promise<void> {
  const fixture = snapshotFixture(3, 7);
  const snapshot = { ...fixture, board: { ...fixture.board, clock: { ...liveClock, source } } };
  expect(await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
}

it("never shows invented coins as the live market: the board of another market is gone, its sequence is not used again", async () => {
  await showBoardOf("simulated");
  await writePairMap(redis, { venue: "binance", mappedAt: 1, mapped: [], unmapped: [] });
  await writeWhaleBoard(redis, { writtenAt: 1, watch: idleWatch("live", ""), coins: [] }, []);
  await forgetOtherMarket(redis, liveClock, log);
  expect(await readPairMap(redis)).toBeNull();
  expect(await readWhaleBoard(redis)).toBeNull();
  expect(await readBoard(redis)).toBeNull();
  expect(await readStreamState(redis)).toBeNull();
  expect(await readBoardSequence(redis)).toBe(7);
});

it("keeps the last good board of the same market over a restart", async () => {
  await showBoardOf("live");
  await forgetOtherMarket(redis, liveClock, log);
  expect((await readBoard(redis))?.board.coins).toHaveLength(3);
});
