import type { Trade } from "@/lib/market/trade";
import { DAY_MS, HOUR_MS, hourOf, type UnixMs } from "@/lib/market/units";
import { closedHours, emptyHour, readHours, watch } from "./ledger-hours";
import { type Acceptance, createSegmentList, type LedgerHole } from "./segment-list";
import { addSum, mergeTrades, type TradeSegment, toWhaleOrder, type WhaleSink } from "./trade-segment";
import type { WhaleHour, WhaleOrder } from "./whale-report";

/** Where a restart goes on: every trade up to here is in the saved hours and orders. */
export interface LedgerCursor {
  readonly lastTrade: number;
  readonly lastAt: UnixMs;
}

export interface LedgerSave {
  readonly cursor: LedgerCursor;
  readonly hours: readonly WhaleHour[];
  readonly orders: readonly WhaleOrder[];
}

export interface PairLedger {
  /** Takes a trade from wherever and in whatever order it comes; each counts once. */
  accept(trade: Trade): Acceptance;
  /** The first trade of the stretch that is only known by its beginning in time. */
  anchor(firstId: number): void;
  /** A venue said that up to here there was no trade after the last one. */
  reach(at: UnixMs): void;
  holes(): LedgerHole[];
  /** No hole is known; cheaper to ask than for the holes. */
  isWhole(): boolean;
  last(): { readonly id: number | null; readonly at: UnixMs };
  /** Holes that end before this stay unwatched: what lies before them is closed. */
  giveUpBefore(at: UnixMs): number;
  /** Hours of the last eight days; `liveUntil`: until when silence means that nothing was traded. */
  hours(liveUntil: UnixMs | null): WhaleHour[];
  /** Whale orders that no later trade has closed yet. */
  openOrders(): WhaleOrder[];
  /** What is known without a hole since `saved`; null when nothing is new. */
  toSave(): LedgerSave | null;
  saved(cursor: LedgerCursor): void;
  savedCursor(): LedgerCursor | null;
  forget(now: UnixMs): void;
}

export interface PairLedgerOptions extends WhaleSink {
  /** From the store. */
  readonly hours: readonly WhaleHour[];
  readonly cursor: LedgerCursor | null;
  /** Where trades are wanted from: right after a cursor, or from a moment on. */
  readonly begin: { readonly lastTrade: number | null; readonly at: UnixMs };
}

/** A pair torn into more segments than this forgets its newest fragment, to be fetched again: bounded, and nothing is lost. */
const SEGMENTS_MAX = 32;
/** While nothing can be stored, orders wait this long: more than a day with the begun hour before it. */
const UNSAVED_KEPT_MS = 2 * DAY_MS;
const HOURS_KEPT_MS = 8 * DAY_MS + HOUR_MS;

/**
 * The book of one pair's trades. It holds segments without holes; a trade that continues one is added to it, any other opens
 * a new one, and two that meet become one, taker orders across the seam included. So stream, gap-fill, back-fill, repetition
 * and reordering are one case, and the sums are those of an undisturbed run or say what they did not see.
 */
export function createPairLedger(known: PairLedgerOptions): PairLedger {
  const { minUsd } = known;
  let base = new Map(known.hours.map((hour) => [hour.hour, { ...hour }]));
  let unsaved: WhaleOrder[] = [];
  const pieces = createSegmentList(known.begin, known);
  let saved = known.cursor;

  /** What the first segment knows becomes what is simply known. */
  function settle(segment: TradeSegment, before: UnixMs): void {
    for (const [hour, sum] of segment.hours) {
      if (hour >= before) continue;
      addSum(baseHour(hour), sum);
      segment.hours.delete(hour);
    }
    const until = Math.min(before, segment.closedAt);
    watch(segment.from, until, baseHour);
    segment.from = Math.max(segment.from, until);
    unsaved.push(...segment.orders);
    segment.orders = [];
  }

  function baseHour(hour: UnixMs): WhaleHour {
    const found = base.get(hour) ?? emptyHour(hour);
    base.set(hour, found);
    return found;
  }

  function giveUpFirst(): void {
    const [first, next] = pieces.all;
    if (first === undefined || next === undefined) return;
    settle(first, Number.POSITIVE_INFINITY);
    pieces.dropFirst();
  }

  function giveUpBefore(at: UnixMs): number {
    let given = 0;
    for (; pieces.all.length > 1 && (pieces.all[1]?.from ?? at) <= at; given += 1) giveUpFirst();
    return given;
  }

  function openOrders(): WhaleOrder[] {
    const open = pieces.all.map((segment) => mergeTrades(segment.open));
    return open.flatMap((order) => (order !== null && order.usd >= minUsd ? [toWhaleOrder(order)] : []));
  }

  function toSave(): LedgerSave | null {
    const [first] = pieces.all;
    if (first === undefined || first.closedId === null || first.closedId === saved?.lastTrade) return null;
    return {
      cursor: { lastTrade: first.closedId, lastAt: first.closedAt },
      hours: closedHours(base, first, saved?.lastAt ?? 0),
      orders: [...unsaved, ...first.orders],
    };
  }

  function forget(now: UnixMs): void {
    const [first] = pieces.all;
    if (first !== undefined) settle(first, hourOf(first.closedAt));
    base = new Map([...base].filter(([hour]) => hour >= now - HOURS_KEPT_MS));
    unsaved = unsaved.filter((order) => order.at > now - UNSAVED_KEPT_MS);
  }

  return {
    accept(trade) {
      const acceptance = pieces.accept(trade);
      if (pieces.all.length > SEGMENTS_MAX) pieces.dropFragment();
      return acceptance;
    },
    anchor: pieces.anchor,
    reach: pieces.reach,
    holes: pieces.holes,
    isWhole: () => pieces.all.length === 1,
    last: pieces.last,
    giveUpBefore,
    hours: (liveUntil) => readHours(base, pieces.all, liveUntil, minUsd),
    openOrders,
    toSave,
    saved(cursor) {
      saved = cursor;
      const isNew = (order: WhaleOrder) => order.firstTradeId > cursor.lastTrade;
      unsaved = unsaved.filter(isNew);
      const [first] = pieces.all;
      if (first !== undefined) first.orders = first.orders.filter(isNew);
    },
    savedCursor: () => saved,
    forget,
  };
}
