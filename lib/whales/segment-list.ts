import type { Trade } from "@/lib/market/trade";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import {
  appendTrade,
  beginSegment,
  joinSegments,
  openSegment,
  type TradeSegment,
  type WhaleSink,
} from "./trade-segment";

/** Trades that are missing between two segments. */
export interface LedgerHole {
  /** The first of them; null when only the time is known from which they are wanted. */
  readonly fromId: number | null;
  readonly toId: number;
  readonly afterAt: UnixMs;
  readonly beforeAt: UnixMs;
}

/** `stranger`: its number is known but its time is not, so the venue began to count anew. */
export type Acceptance = "new" | "duplicate" | "stranger";

/** The segments of one pair in the order of their ids, with holes between them. */
export interface SegmentList {
  readonly all: readonly TradeSegment[];
  accept(trade: Trade): Acceptance;
  anchor(firstId: number): void;
  reach(at: UnixMs): void;
  holes(): LedgerHole[];
  last(): { readonly id: number | null; readonly at: UnixMs };
  dropFirst(): void;
  /** Forgets the newest stretch that the stream itself does not go on with: it becomes part of the hole around it. */
  dropFragment(): void;
}

/** A repeated trade this much younger than everything known is no repetition. */
const STRANGER_MS = MINUTE_MS;

export function createSegmentList(
  begin: { readonly lastTrade: number | null; readonly at: UnixMs },
  sink: WhaleSink,
): SegmentList {
  const segments: TradeSegment[] = [beginSegment(begin.lastTrade, begin.at)];

  function joinAt(index: number): void {
    const [before, after] = [segments[index], segments[index + 1]];
    if (before === undefined || after === undefined || before.lastId === null) return;
    if (after.firstId !== before.lastId + 1) return;
    joinSegments(before, after, sink);
    segments.splice(index + 1, 1);
  }

  /** Of the segments that begin at or before this trade, the last. */
  function indexBefore(id: number): number {
    let index = segments.length - 1;
    while (index > 0 && (segments[index]?.firstId ?? 0) > id) index -= 1;
    return index;
  }

  function accept(trade: Trade): Acceptance {
    const index = indexBefore(trade.id);
    const segment = segments[index];
    if (segment === undefined) return "duplicate";
    if (segment.lastId !== null && trade.id <= segment.lastId) {
      const newest = segments.at(-1)?.until ?? 0;
      return trade.at > newest + STRANGER_MS ? "stranger" : "duplicate";
    }
    if (segment.lastId !== null && trade.id === segment.lastId + 1) {
      appendTrade(segment, trade, sink);
      joinAt(index);
      return "new";
    }
    segments.splice(index + 1, 0, openSegment(trade));
    joinAt(index + 1);
    return "new";
  }

  function anchor(firstId: number): void {
    const [first, next] = segments;
    if (first === undefined || first.lastId !== null) return;
    first.lastId = Math.min(firstId, next?.firstId ?? firstId) - 1;
    first.closedId = first.lastId;
    joinAt(0);
  }

  return {
    all: segments,
    accept,
    anchor,
    reach(at) {
      const last = segments.at(-1);
      if (last !== undefined) last.until = Math.max(last.until, at);
    },
    holes: () => segments.flatMap((segment, index) => holeAfter(segment, segments[index + 1])),
    last() {
      const last = segments.at(-1);
      return { id: last?.lastId ?? null, at: last?.until ?? 0 };
    },
    dropFirst() {
      segments.shift();
    },
    dropFragment() {
      const [dropped] = segments.splice(-2, 1);
      for (const order of dropped?.orders ?? []) sink.onForgotten?.(order);
    },
  };
}

function holeAfter(segment: TradeSegment, next: TradeSegment | undefined): LedgerHole[] {
  if (next?.firstId == null) return [];
  const fromId = segment.lastId === null ? null : segment.lastId + 1;
  return [{ fromId, toId: next.firstId - 1, afterAt: segment.until, beforeAt: next.from }];
}
