import type { MomentumRow } from "@/lib/contracts/http/momentum";
import type { BroadcastRow } from "@/lib/momentum/broadcast";

/** A listed row with what the stream just said of it; price, changes and sub-scores wait for the next read. */
export function overlayBroadcast(row: MomentumRow, news: BroadcastRow): MomentumRow {
  return {
    ...row,
    momentum_score: news.momentum_score,
    action: news.action,
    rank: news.rank,
    rank_delta_1h: shiftDelta(row.rank, row.rank_delta_1h, news.rank),
    rank_delta_24h: shiftDelta(row.rank, row.rank_delta_24h, news.rank),
    whale_confidence: news.whale_confidence,
    pretrend_prob: news.pretrend_prob,
  };
}

/** The earlier rank stays what it was, so a rank that moved moves its delta by as much. */
function shiftDelta(rank: number | null, delta: number | null, next: number | null): number | null {
  if (rank === null || delta === null || next === null) return null;
  return next - (rank - delta);
}
