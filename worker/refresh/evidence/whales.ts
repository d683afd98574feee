import { readWhaleBoard } from "@/lib/cache/whale-board";
import { isWatching, standingWatch } from "@/lib/contracts/standing-watch";
import type { UnixMs } from "@/lib/market/units";
import type { WhaleReading } from "@/lib/momentum/bonuses";
import type { JobContext } from "@/worker/runtime/services";

/** By coin id, only coins of which a watch that lives can say something; of all others the reading is missing. */
export async function loadWhales(
  { redis, log, clock }: Pick<JobContext, "redis" | "log" | "clock">,
  now: UnixMs,
): Promise<ReadonlyMap<string, WhaleReading>> {
  const board = await readWhaleBoard(redis, log);
  const readings = new Map<string, WhaleReading>();
  if (board === null || !isWatching(standingWatch(board, now, clock().speed))) return readings;
  for (const { coinId, confidence, netFlow } of board.coins) {
    if (confidence !== null) readings.set(coinId, { confidence, netFlow: netFlow ?? 0 });
  }
  return readings;
}
