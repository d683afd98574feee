import type { TakerSide, Trade } from "@/lib/market/trade";
import type { UnixMs, Usd } from "@/lib/market/units";

/** One decision of one taker: consecutive trades of one millisecond and one taker side, whatever their size. */
export interface TakerOrder {
  readonly at: UnixMs;
  readonly side: TakerSide;
  readonly usd: Usd;
  /** Volume-weighted. */
  readonly priceUsd: Usd;
  readonly trades: number;
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}

export interface OrderMerger {
  /** The order that this trade closed, if it did. Trades come in the order of their ids. */
  push(trade: Trade): TakerOrder | null;
  /** Closes the open order when all its trades are older than `before`; without it, whatever its age. */
  flush(before?: UnixMs): TakerOrder | null;
}

/** Merges a venue's fills back into the orders that caused them: O(1) a trade, one open order of memory. */
export function createOrderMerger(): OrderMerger {
  let open = false;
  let at = 0;
  let side: TakerSide = "buy";
  let usd = 0;
  let quantity = 0;
  let trades = 0;
  let firstTradeId = 0;
  let lastTradeId = 0;

  function close(): TakerOrder | null {
    if (!open) return null;
    open = false;
    return { at, side, usd, priceUsd: usd / quantity, trades, firstTradeId, lastTradeId };
  }

  function push(trade: Trade): TakerOrder | null {
    if (open && trade.at === at && trade.takerSide === side) {
      usd += trade.priceUsd * trade.quantity;
      quantity += trade.quantity;
      trades++;
      lastTradeId = trade.id;
      return null;
    }
    const closed = close();
    open = true;
    at = trade.at;
    side = trade.takerSide;
    usd = trade.priceUsd * trade.quantity;
    quantity = trade.quantity;
    trades = 1;
    firstTradeId = trade.id;
    lastTradeId = trade.id;
    return closed;
  }

  return { push, flush: (before) => (before === undefined || at < before ? close() : null) };
}
