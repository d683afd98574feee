import { readWhaleBoard } from "@/lib/cache/whale-board";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { WhaleReading } from "@/lib/momentum/bonuses";
import type { JobContext } from "@/worker/runtime/services";

/** An older board says nothing of now: its coins count as unwatched. */
const OLDEST_MS = 5 * MINUTE_MS;

/** By coin id, only coins of which the watch can say something. */
export async function loadWhales({ redis, log }: JobContext, now: UnixMs): Promise<ReadonlyMap<string, WhaleReading>> {
  const board = await readWhaleBoard(redis, log);
  const readings = new Map<string, WhaleReading>();
  if (board === null || Math.abs(now - board.writtenAt) > OLDEST_MS) return readings;
  for (const { coinId, confidence, netFlow } of board.coins) {
    if (confidence !== null) readings.set(coinId, { confidence, netFlow: netFlow ?? 0 });
  }
  return readings;
}
