import { DAY_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { WeighedOrder } from "./read-whales";
import type { WhaleOrder } from "./whale-report";

/** The whale orders of one coin over 24 h, in bounded memory. */
export interface OrderLog {
  add(order: WhaleOrder): void;
  /** Takes an added one out again. */
  remove(order: WhaleOrder): void;
  /** Everything of the last 24 h: single orders, and folded ones for those there was no room for. */
  weighed(now: UnixMs): WeighedOrder[];
  /** The `limit` largest of the last 24 h, newest first. */
  largest(now: UnixMs, limit: number): WhaleOrder[];
  /** How many orders are folded at present. */
  folded(): number;
}

const ORDERS_MAX = 2_000;
/** Room beyond the limit, so that the sort is paid once in many orders. */
const SLACK = 0.25;
/** Within so short a time the weight by age changes by less than 2 %, and its mean is kept exactly enough. */
const FOLD_MS = 10 * MINUTE_MS;

interface FoldedOrders extends WeighedOrder {
  readonly count: number;
  readonly latestAt: UnixMs;
}

/** Keeps the largest orders one by one and folds the smallest by ten minutes and side: counts and sums stay exact. */
export function createOrderLog(ordersMax = ORDERS_MAX): OrderLog {
  let orders: WhaleOrder[] = [];
  const cells = new Map<string, FoldedOrders>();
  let newestAt = Number.NEGATIVE_INFINITY;

  function fold(order: WhaleOrder): void {
    const key = `${Math.floor(order.at / FOLD_MS)} ${order.side}`;
    const cell = cells.get(key);
    const usd = (cell?.usd ?? 0) + order.usd;
    const count = (cell?.count ?? 0) + 1;
    const before = cell ?? { at: order.at, latestAt: order.at };
    const at = before.at + ((order.at - before.at) * order.usd) / usd;
    cells.set(key, { at, side: order.side, usd, count, latestAt: Math.max(before.latestAt, order.at) });
  }

  function makeRoom(): void {
    const oldest = newestAt - DAY_MS;
    for (const [key, cell] of cells) if (cell.latestAt <= oldest) cells.delete(key);
    orders = orders.filter((order) => order.at > oldest);
    if (orders.length <= ordersMax) return;
    orders.sort(bySize);
    for (const order of orders.slice(ordersMax)) fold(order);
    orders.length = ordersMax;
  }

  function add(order: WhaleOrder): void {
    newestAt = Math.max(newestAt, order.at);
    orders.push(order);
    if (orders.length > ordersMax * (1 + SLACK)) makeRoom();
  }

  function remove(order: WhaleOrder): void {
    const index = orders.findLastIndex(({ firstTradeId }) => firstTradeId === order.firstTradeId);
    if (index >= 0) orders.splice(index, 1);
    else unfold(order);
  }

  function unfold(order: WhaleOrder): void {
    const key = `${Math.floor(order.at / FOLD_MS)} ${order.side}`;
    const cell = cells.get(key);
    if (cell === undefined) return;
    const [usd, count] = [cell.usd - order.usd, cell.count - 1];
    if (count < 1 || usd <= 0) cells.delete(key);
    else cells.set(key, { ...cell, usd, count });
  }

  function isOfLastDay(at: UnixMs, now: UnixMs): boolean {
    return at > now - DAY_MS && at <= now;
  }

  return {
    add,
    remove,
    weighed: (now) => {
      const recent: WeighedOrder[] = orders.filter((order) => isOfLastDay(order.at, now));
      for (const cell of cells.values()) if (isOfLastDay(cell.at, now)) recent.push(cell);
      return recent;
    },
    largest: (now, limit) =>
      orders
        .filter((order) => isOfLastDay(order.at, now))
        .sort(bySize)
        .slice(0, limit)
        .sort((a, b) => b.at - a.at || b.firstTradeId - a.firstTradeId),
    folded: () => {
      let count = 0;
      for (const cell of cells.values()) count += cell.count;
      return count;
    },
  };
}

/** Largest first; ties in a fixed order, so that a restart keeps the same ones. */
function bySize(a: WhaleOrder, b: WhaleOrder): number {
  return b.usd - a.usd || b.at - a.at || b.firstTradeId - a.firstTradeId;
}
