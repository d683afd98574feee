import type { RankChanges } from "@/lib/contracts/rank-changes";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { rankChange } from "@/lib/momentum/rank";
import type { RankMove } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { type BoardContact, describeFreshness, isoTime, isRefreshLate } from "./freshness";
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

/**
 * Whether boards became visible for longer than twice their interval and nobody told what changed with them. Between a board
 * and its changes there is always a moment, which is no reason to say so.
 */
export function fellBehind(changes: RankChanges, board: MomentumBoard, now: UnixMs): boolean {
  if (changes.sequence >= board.sequence) return false;
  const { fast, full } = board;
  const newest = fast !== null && fast.refreshedAt > (full?.refreshedAt ?? 0) ? fast : full;
  if (newest === null) return true;
  return isRefreshLate({ refreshedAt: changes.writtenAt, everySeconds: newest.everySeconds }, board.clock, now);
}

/** The answer of `GET /market/rank-changes`: late when the board is, or when the changes are not those of the board. */
export function listRankChanges(
  changes: RankChanges,
  { limit }: RankChangesQuery,
  board: MomentumBoard,
  now: UnixMs,
  contact: BoardContact,
): RankChangesList {
  const freshness = describeFreshness(board, now, contact);
  return {
    ...toRankChangesData(changes, limit),
    sequence: changes.sequence,
    ...freshness,
    stale: freshness.stale || fellBehind(changes, board, now),
    timestamp: isoTime(changes.writtenAt),
    as_of: isoTime(changes.asOf),
  };
}
