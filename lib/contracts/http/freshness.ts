import type { MomentumBoard, RefreshSummary } from "@/lib/contracts/snapshots";
import type { MarketClock } from "@/lib/market/clock";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";

/** A refresh is late once it is older than this many of its intervals. */
const STALE_INTERVALS = 2;
/** A replay faster than the market packs its intervals into a second: there, nothing is late sooner than this on the wall. */
const PATIENCE_WALL_MS = 5 * SECOND_MS;

/** What the reader of a board knows beside its content. */
export interface BoardContact {
  /** The cache cannot be reached, so nobody knows whether there is a newer board. */
  cutOff: boolean;
}

/**
 * Whether a board is older than twice its refresh interval, in market time. The full refresh answers for the universe;
 * the fast one for the top, where a full refresh that came later counts as well.
 */
export function isStale(board: Pick<MomentumBoard, "fast" | "full" | "clock">, now: UnixMs): boolean {
  const { fast, full, clock } = board;
  if (full === null) return fast === null || isRefreshLate(fast, clock, now);
  if (isRefreshLate(full, clock, now)) return true;
  if (fast === null || wasGivenUp(fast, full)) return false;
  return isRefreshLate({ ...fast, refreshedAt: Math.max(fast.refreshedAt, full.refreshedAt) }, clock, now);
}

/** Whether a refresh is older than twice its interval, in market time. */
export function isRefreshLate(
  { refreshedAt, everySeconds }: Pick<RefreshSummary, "refreshedAt" | "everySeconds">,
  { speed }: Pick<MarketClock, "speed">,
  now: UnixMs,
): boolean {
  const patienceMs = speed > 1 ? PATIENCE_WALL_MS * speed : 0;
  return now - refreshedAt > Math.max(STALE_INTERVALS * everySeconds * SECOND_MS, patienceMs);
}

/** A quota plan that can no longer pay for fast refreshes stops them for good; the full interval is what counts then. */
function wasGivenUp(fast: RefreshSummary, full: RefreshSummary): boolean {
  return full.refreshedAt - fast.refreshedAt > STALE_INTERVALS * full.everySeconds * SECOND_MS;
}

/** ISO-8601 in UTC, from market time. */
export function isoTime(at: UnixMs): string {
  return new Date(at).toISOString();
}

export const isoOrNull = (at: UnixMs | null): string | null => (at === null ? null : isoTime(at));

/**
 * The four freshness fields of an answer. `timestamp` is when the data version became visible, not when it was asked
 * for: the same version must give the same bytes, or nothing could be cached or answered with 304.
 */
export function describeFreshness(board: MomentumBoard, now: UnixMs, { cutOff }: BoardContact) {
  return {
    timestamp: isoTime(board.writtenAt),
    as_of: isoTime(board.asOf),
    stale: cutOff || isStale(board, now),
    source: board.clock.source,
  };
}
