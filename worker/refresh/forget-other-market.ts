import type { Redis } from "ioredis";
import { forgetClusterRuns } from "@/lib/cache/cluster-run";
import { forgetBoard, readBoard } from "@/lib/cache/momentum-board";
import { forgetPairMap } from "@/lib/cache/pair-map";
import { forgetRankChanges } from "@/lib/cache/rank-changes";
import { forgetWhales } from "@/lib/cache/whale-board";
import type { Logger } from "@/lib/log";
import { isSameMarket, type MarketClock } from "@/lib/market/clock";

/**
 * A start on another market (live after simulated, another seed) must not show the rows of the one before under its own
 * name, not even until its first refresh: that may never come. True when there was another one.
 */
export async function forgetOtherMarket(redis: Redis, clock: MarketClock, log: Logger): Promise<boolean> {
  const found = await readBoard(redis, log);
  if (found === null || isSameMarket(found.board.clock, clock)) return false;
  log.info({ was: found.board.clock.source, is: clock.source }, "another market: forgetting the board before");
  await Promise.all([forgetBoard(redis), forgetWhales(redis), forgetPairMap(redis)]);
  await forgetRankChanges(redis);
  await forgetClusterRuns(redis);
  return true;
}
