import type { RankChanges } from "@/lib/contracts/rank-changes";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { rankChange } from "@/lib/momentum/rank";
import type { RankMove } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { type BoardContact, describeFreshness, isoTime } from "./freshness";
import type { RankChangesData, RankChangesList, RankChangesQuery, WireRankChange } from "./rank-changes";

/** Points stay at the four decimals of the history: rounded further they would no longer add up. */
export function toWireRankChange(move: RankMove, writtenAt: UnixMs): WireRankChange {
  const { rankDelta, positionsGained, direction } = rankChange(move.currentRank, move.previousRank);
  return {
    id: move.id,
    symbol: move.symbol,
    name: move.name,
    current_rank: move.currentRank,
    previous_rank: move.previousRank,
    rank_delta: rankDelta,
    positions_gained: positionsGained,
    direction,
    momentum_score: move.score,
    score_delta: move.scoreDelta,
    reasons: { own: move.own, others: move.others },
    timestamp: isoTime(writtenAt),
  };
}

/** One window for a reader, cut to what he asked for; the totals tell what was cut. */
export function toRankChangesData(changes: RankChanges, limit = Number.POSITIVE_INFINITY): RankChangesData {
  return {
    since: changes.window,
    minutes: rankWindows[changes.window].lengthMs / MINUTE_MS,
    total: changes.total,
    changes: changes.changes.slice(0, limit).map((move) => toWireRankChange(move, changes.writtenAt)),
    entered: changes.entered.slice(0, limit).map(({ id, symbol, name, rank, score }) => ({
      id,
      symbol,
      name,
      current_rank: rank,
      momentum_score: score,
    })),
    entered_total: changes.enteredTotal,
    previous_at: changes.previousAt === null ? null : isoTime(changes.previousAt),
  };
}

/** The answer of `GET /market/rank-changes`. The board says whether its data is late, the changes what they were made from. */
export function listRankChanges(
  changes: RankChanges,
  { limit }: RankChangesQuery,
  board: MomentumBoard,
  now: UnixMs,
  contact: BoardContact,
): RankChangesList {
  return {
    ...toRankChangesData(changes, limit),
    sequence: changes.sequence,
    ...describeFreshness(board, now, contact),
    timestamp: isoTime(changes.writtenAt),
    as_of: isoTime(changes.asOf),
  };
}
