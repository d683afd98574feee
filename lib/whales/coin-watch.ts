import type { Trade } from "@/lib/market/trade";
import type { UnixMs, Usd } from "@/lib/market/units";
import { createHourLog } from "./hour-log";
import { createOrderLog } from "./order-log";
import { createOrderMerger, type TakerOrder } from "./order-merger";
import { readWhales } from "./read-whales";
import { createTradeSequence, type SequenceCounts, type TradeGap } from "./trade-sequence";
import type { WhaleHour, WhaleOrder, WhaleReport } from "./whale-report";

export interface TradePosition {
  readonly id: number;
  readonly at: UnixMs;
}

/** One unbroken reading of a pair's trades: the live stream, or a back-fill that runs towards its beginning. */
export interface TradeRun {
  /** In any order and any number of times; each trade counts once. Those after `until` are not taken. */
  accept(trade: Trade): void;
  /** Trades to ask for over REST and `accept`, or null. */
  gap(): TradeGap | null;
  /** The gap cannot be filled: its time counts as unwatched. */
  abandonGap(): void;
  /** The source is known to be complete up to `at` (its socket lives): silence there is silence. */
  alive(at: UnixMs): void;
  /** Closes the taker order that is still open when it is older than `before`. */
  flush(before?: UnixMs): void;
  /** The last trade taken in; a later one may wait behind a gap. */
  last(): TradePosition | null;
  /** The last trade that is in hours and orders: what a cursor may promise. */
  settled(): TradePosition | null;
  counts(): SequenceCounts;
}

export interface RunOptions {
  /** The last trade that was already taken in, as by a run before this one; null begins with the first trade that comes. */
  after: TradePosition | null;
  /** Since when this run misses nothing, for one that begins with `after: null`: its subscription, or a back-fill's start. */
  since?: UnixMs | null;
  /** Id of the last trade it may take, for a back-fill that meets the live stream. */
  until?: number;
}

/** All that is known of one coin's trades, in bounded memory: at most 2,000 single orders and nine days of hours. */
export interface CoinWatch {
  openRun(options: RunOptions): TradeRun;
  report(now: UnixMs): WhaleReport;
  /** The `limit` largest whale orders of the last 24 h, newest first. */
  largestOrders(now: UnixMs, limit: number): WhaleOrder[];
  /** Oldest first, at most 25: the begun one and the one that is only partly in the last 24 h included. */
  lastDay(now: UnixMs): WhaleHour[];
  /** Hours that changed since the last call: whole rows to store. */
  takeChangedHours(): WhaleHour[];
  /** What a process before this one stored, up to the trade of its cursor. Before the first run. */
  restore(stored: { orders: readonly WhaleOrder[]; hours: readonly WhaleHour[]; before: UnixMs }): void;
}

export interface CoinWatchOptions {
  coinId: string;
  pair: string;
  minUsd: Usd;
  /** Each whale order once, when it closes: to be stored. */
  onOrder?: (order: WhaleOrder) => void;
}

export function createCoinWatch({ coinId, pair, minUsd, onOrder }: CoinWatchOptions): CoinWatch {
  const orders = createOrderLog();
  const hours = createHourLog();

  function take(closed: TakerOrder): void {
    const isWhale = closed.usd >= minUsd;
    hours.add(closed, isWhale);
    if (!isWhale) return;
    const { lastTradeId: _, ...order } = closed;
    orders.add(order);
    onOrder?.(order);
  }

  function openRun({ after, since = null, until = Number.POSITIVE_INFINITY }: RunOptions): TradeRun {
    const merger = createOrderMerger();
    let seenUntil: UnixMs | null = after?.at ?? since;
    let settled: TradePosition | null = after;

    function settle(closed: TakerOrder | null): void {
      if (closed === null) return;
      take(closed);
      settled = { id: closed.lastTradeId, at: closed.at };
    }

    function seen(at: UnixMs): void {
      if (seenUntil !== null && at > seenUntil) hours.cover(seenUntil, at);
      seenUntil = Math.max(seenUntil ?? at, at);
    }

    const sequence = createTradeSequence({
      after,
      deliver: (trade) => {
        seen(trade.at);
        settle(merger.push(trade));
      },
      onLost: (lost) => {
        settle(merger.flush());
        hours.uncover(lost.afterAt, lost.beforeAt);
        seenUntil = lost.beforeAt;
      },
    });

    return {
      accept: (trade) => {
        if (trade.id <= until) sequence.accept(trade);
      },
      gap: sequence.gap,
      abandonGap: sequence.abandonGap,
      alive: (at) => {
        if (!sequence.hasGap()) seen(at);
      },
      flush: (before) => settle(merger.flush(before)),
      last: sequence.last,
      settled: () => settled,
      counts: sequence.counts,
    };
  }

  return {
    openRun,
    report: (now) =>
      readWhales(
        {
          coinId,
          pair,
          source: "exchange",
          orders: orders.weighed(now),
          hours: hours.lastDay(now),
          baseline: hours.baseline(now),
        },
        minUsd,
        now,
      ),
    largestOrders: orders.largest,
    lastDay: hours.lastDay,
    takeChangedHours: hours.takeChanged,
    restore: (stored) => {
      for (const order of stored.orders) orders.add(order);
      for (const hour of stored.hours) hours.restore(hour, stored.before);
    },
  };
}
