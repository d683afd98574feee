import type { Trade } from "@/lib/market/trade";
import { hourOf, type UnixMs, type Usd } from "@/lib/market/units";
import { createOrderMerger, type TakerOrder } from "./order-merger";
import type { WhaleOrder } from "./whale-report";

/** What one hour of a segment adds up to; only closed taker orders are in it. */
export interface HourSum {
  buyUsd: Usd;
  sellUsd: Usd;
  totalUsd: Usd;
  orders: number;
}

/** Trades of a pair without a hole between them. */
export interface TradeSegment {
  /** Null while it is only known when it begins, not with which trade. */
  lastId: number | null;
  firstId: number | null;
  /** Watched from here… */
  from: UnixMs;
  /** …to here at least: the time of the last trade, or of an answer that there was none since. */
  until: UnixMs;
  /** First trades of one millisecond and side, which may belong to an order that began before: counted when that is known. */
  head: Trade[];
  headDone: boolean;
  /** Trades of the order that is still open. */
  open: Trade[];
  /** The last trade that is in `hours`, and its time: where a restart would go on. */
  closedId: number | null;
  closedAt: UnixMs;
  hours: Map<UnixMs, HourSum>;
  /** Whale orders that are not stored yet. */
  orders: WhaleOrder[];
}

/** What counts as a whale's order, and who hears of each once it is closed. */
export interface WhaleSink {
  readonly minUsd: Usd;
  onOrder(order: WhaleOrder): void;
  /** An order that was told is forgotten with its stretch; it is told again when that is read again. */
  onForgotten?(order: WhaleOrder): void;
}

/** A segment that begins right after a known trade, or at a moment whose first trade is not known yet. */
export function beginSegment(lastId: number | null, at: UnixMs): TradeSegment {
  return {
    lastId,
    firstId: null,
    from: at,
    until: at,
    head: [],
    headDone: true,
    open: [],
    closedId: lastId,
    closedAt: at,
    hours: new Map(),
    orders: [],
  };
}

/** A segment that begins somewhere in the middle, with this trade. */
export function openSegment(trade: Trade): TradeSegment {
  // Its first order may have begun unseen, so the millisecond itself does not count as watched.
  const segment = beginSegment(trade.id, trade.at + 1);
  return { ...segment, firstId: trade.id, until: trade.at, closedId: null, head: [trade], headDone: false };
}

const sameOrder = (a: Trade, b: Trade): boolean => a.at === b.at && a.takerSide === b.takerSide;

/** The next trade of a segment, whose id is one more than the last. */
export function appendTrade(segment: TradeSegment, trade: Trade, sink: WhaleSink): void {
  segment.firstId ??= trade.id;
  segment.lastId = trade.id;
  segment.until = Math.max(segment.until, trade.at);
  takeTrade(segment, trade, sink);
}

function takeTrade(segment: TradeSegment, trade: Trade, sink: WhaleSink): void {
  const first = segment.head[0];
  if (!segment.headDone && first !== undefined && sameOrder(first, trade)) segment.head.push(trade);
  else {
    endHead(segment);
    pushTrade(segment, trade, sink);
  }
}

/** Whatever comes next is of another order than the head. */
function endHead(segment: TradeSegment): void {
  const last = segment.head.at(-1);
  if (segment.headDone || last === undefined) return;
  segment.headDone = true;
  segment.closedId = last.id;
  segment.closedAt = last.at;
}

function pushTrade(segment: TradeSegment, trade: Trade, sink: WhaleSink): void {
  const [first] = segment.open;
  if (first !== undefined && !sameOrder(first, trade)) closeOrder(segment, sink);
  segment.open.push(trade);
}

function closeOrder(segment: TradeSegment, sink: WhaleSink): void {
  const order = mergeTrades(segment.open);
  segment.open = [];
  if (order === null) return;
  const hour = hourOf(order.at);
  let sum = segment.hours.get(hour);
  if (sum === undefined) {
    sum = { buyUsd: 0, sellUsd: 0, totalUsd: 0, orders: 0 };
    segment.hours.set(hour, sum);
  }
  addOrder(sum, order, sink.minUsd);
  if (order.usd >= sink.minUsd) {
    const whale = toWhaleOrder(order);
    segment.orders.push(whale);
    sink.onOrder(whale);
  }
  segment.closedId = order.lastTradeId;
  segment.closedAt = Math.max(segment.closedAt, order.at);
}

/** The order that these trades are, so far. */
export function mergeTrades(trades: readonly Trade[]): TakerOrder | null {
  const merger = createOrderMerger();
  for (const trade of trades) merger.push(trade);
  return merger.flush();
}

export function addOrder(sum: HourSum, order: TakerOrder, minUsd: Usd): void {
  sum.totalUsd += order.usd;
  if (order.usd < minUsd) return;
  sum.orders += 1;
  if (order.side === "buy") sum.buyUsd += order.usd;
  else sum.sellUsd += order.usd;
}

export function toWhaleOrder({ at, side, usd, priceUsd, trades, firstTradeId }: TakerOrder): WhaleOrder {
  return { at, side, usd, priceUsd, trades, firstTradeId };
}

/** Two segments with no trade between them become the first of them. */
export function joinSegments(before: TradeSegment, after: TradeSegment, sink: WhaleSink): void {
  for (const trade of after.head) takeTrade(before, trade, sink);
  before.firstId ??= after.firstId;
  before.lastId = after.lastId;
  before.until = Math.max(before.until, after.until);
  if (!after.headDone) return;
  // The trade after the head is of another order, so the one that the head belongs to is over.
  endHead(before);
  closeOrder(before, sink);
  for (const [hour, sum] of after.hours) {
    const known = before.hours.get(hour);
    if (known === undefined) before.hours.set(hour, sum);
    else addSum(known, sum);
  }
  before.orders.push(...after.orders);
  before.open = after.open;
  before.closedId = after.closedId ?? before.closedId;
  before.closedAt = Math.max(before.closedAt, after.closedAt);
}

export function addSum(into: HourSum, sum: HourSum): void {
  into.buyUsd += sum.buyUsd;
  into.sellUsd += sum.sellUsd;
  into.totalUsd += sum.totalUsd;
  into.orders += sum.orders;
}
