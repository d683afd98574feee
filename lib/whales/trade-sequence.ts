import type { Trade } from "@/lib/market/trade";
import type { UnixMs } from "@/lib/market/units";

/** Trades that were never seen, ids inclusive; they happened between the two times. */
export interface TradeGap {
  readonly from: number;
  readonly to: number;
  readonly afterAt: UnixMs;
  readonly beforeAt: UnixMs;
}

export interface SequenceCounts {
  readonly delivered: number;
  readonly duplicates: number;
  /** Gaps that opened, and how each ended; the difference is still open. */
  readonly gapsFound: number;
  readonly gapsFilled: number;
  readonly gapsLost: number;
}

export interface TradeSequence {
  /** Takes a trade from the stream or from a fill, in any order; a gap is filled by simply accepting its trades. */
  accept(trade: Trade): void;
  /** The first hole in front of the trades that wait, or null. Ask for it over REST and `accept` the answer. */
  gap(): TradeGap | null;
  hasGap(): boolean;
  /** The hole cannot be filled: what waits behind it is delivered, and the hole is reported to `onLost`. */
  abandonGap(): void;
  /** The last trade delivered. */
  last(): { readonly id: number; readonly at: UnixMs } | null;
  counts(): SequenceCounts;
}

export interface TradeSequenceOptions {
  /** The last trade already known, as from a cursor; null takes the first trade that comes as the beginning. */
  after: { readonly id: number; readonly at: UnixMs } | null;
  /** Receives every trade once, in order of id. */
  deliver: (trade: Trade) => void;
  /** A hole that stays: unwatched time, never zero volume. */
  onLost: (gap: TradeGap) => void;
  /** Trades that may wait behind a hole; one more, and the hole is abandoned. */
  waitingMax?: number;
}

const WAITING_MAX = 5_000;

/**
 * Puts the trades of one pair in order by their ids, each exactly once. Late and repeated trades, a hole and its fill
 * are one case: what comes too early waits, bounded, until everything before it is there.
 */
export function createTradeSequence(options: TradeSequenceOptions): TradeSequence {
  const { deliver, onLost, waitingMax = WAITING_MAX } = options;
  const waiting = new Map<number, Trade>();
  let last = options.after;
  let delivered = 0;
  let duplicates = 0;
  let gapsFound = 0;
  let gapsFilled = 0;
  let gapsLost = 0;

  function pass(trade: Trade): void {
    last = trade;
    delivered++;
    deliver(trade);
  }

  /** Delivers what no longer has a hole before it; what still waits then stands behind another one. */
  function drain(): void {
    for (let next = waitingNext(); next !== undefined; next = waitingNext()) {
      waiting.delete(next.id);
      pass(next);
    }
    if (waiting.size > 0) gapsFound++;
  }

  function waitingNext(): Trade | undefined {
    return last === null ? undefined : waiting.get(last.id + 1);
  }

  function accept(trade: Trade): void {
    if (last !== null && trade.id <= last.id) {
      duplicates++;
    } else if (last !== null && trade.id > last.id + 1) {
      wait(trade);
    } else {
      pass(trade);
      if (waiting.size === 0 || waitingNext() === undefined) return;
      gapsFilled++;
      drain();
    }
  }

  function wait(trade: Trade): void {
    if (waiting.has(trade.id)) {
      duplicates++;
      return;
    }
    if (waiting.size === 0) gapsFound++;
    waiting.set(trade.id, trade);
    while (waiting.size > waitingMax) abandonGap();
  }

  function gap(): TradeGap | null {
    if (waiting.size === 0 || last === null) return null;
    let first: Trade | null = null;
    for (const trade of waiting.values()) if (first === null || trade.id < first.id) first = trade;
    if (first === null) return null;
    return { from: last.id + 1, to: first.id - 1, afterAt: last.at, beforeAt: first.at };
  }

  function abandonGap(): void {
    const lost = gap();
    const first = lost && waiting.get(lost.to + 1);
    if (!lost || !first) return;
    gapsLost++;
    onLost(lost);
    waiting.delete(first.id);
    pass(first);
    drain();
  }

  return {
    accept,
    gap,
    hasGap: () => waiting.size > 0,
    abandonGap,
    last: () => last,
    counts: () => ({ delivered, duplicates, gapsFound, gapsFilled, gapsLost }),
  };
}
