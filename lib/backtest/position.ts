import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { Bars, CoinHistory } from "./bars";
import type { ExitReason, Trade } from "./run";
import type { BuyOrder } from "./strategy";

/** One coin as the engine trades it. */
export interface Market {
  readonly coinId: string;
  readonly bars: Bars;
  /** Fee and slippage as fractions; slippage by bar, see `slippageSeries`. */
  readonly fee: number;
  readonly slippage: Float64Array;
  /** From this bar on the coin is gone and what is held is worth half its last price. The bar count: never. */
  readonly goneFrom: number;
}

/** A delisted coin is sold at half its last price. */
export const DELISTED = 0.5;

export function goneFrom({ bars, delisted }: Pick<CoinHistory, "bars" | "delisted">): number {
  return delisted ? bars.traded.lastIndexOf(1) + 1 : bars.close.length;
}

export interface Position {
  readonly coin: number;
  readonly market: Market;
  readonly order: BuyOrder;
  readonly entryBar: number;
  readonly dueBar: number;
  /** The open it was bought at, and what was paid with slippage. */
  readonly entryQuote: Usd;
  readonly entryPrice: Usd;
  readonly units: number;
  readonly weight: number;
  /** 0 and infinity where there is none. */
  readonly stop: Usd;
  readonly target: Usd;
  lowest: Usd;
  highest: Usd;
  /** Why it is to be sold at the next open that trades; null while it is kept. */
  selling: ExitReason | null;
}

export function openPosition(market: Market, order: BuyOrder, bar: number, invested: Usd, equity: Usd): Position {
  const quote = market.bars.open[bar] as number;
  const price = quote * (1 + (market.slippage[bar] as number));
  return {
    coin: order.coin,
    market,
    order,
    entryBar: bar,
    dueBar: order.holdBars === null ? Number.MAX_SAFE_INTEGER : bar + order.holdBars,
    entryQuote: quote,
    entryPrice: price,
    units: invested / (price * (1 + market.fee)),
    weight: invested / equity,
    stop: order.stopLossPct === null ? 0 : price * (1 - order.stopLossPct / 100),
    target: order.takeProfitPct === null ? Number.POSITIVE_INFINITY : price * (1 + order.takeProfitPct / 100),
    lowest: quote,
    highest: quote,
    selling: null,
  };
}

/** What a unit brings when it is sold at a quote: slippage, then fee. */
export const netOf = (quote: Usd, slippage: number, fee: number): Usd => quote * (1 - slippage) * (1 - fee);

export interface Fill {
  readonly bar: number;
  /** The price before slippage. */
  readonly quote: Usd;
  readonly slippage: number;
  readonly reason: ExitReason;
}

export function toTrade(position: Position, fill: Fill, firstOpenAt: UnixMs): Trade {
  const { market, entryPrice, entryQuote } = position;
  const { fee } = market;
  const exitPrice = fill.quote * (1 - fill.slippage);
  const paid = entryPrice * (1 + fee);
  const lowest = Math.min(position.lowest, fill.quote);
  const highest = Math.max(position.highest, fill.quote);
  return {
    coinId: market.coinId,
    side: "long",
    entryBar: position.entryBar,
    exitBar: fill.bar,
    entryAt: firstOpenAt + position.entryBar * HOUR_MS,
    exitAt: firstOpenAt + fill.bar * HOUR_MS,
    entryPrice,
    exitPrice,
    entryScore: position.order.score,
    pnlPct: 100 * ((exitPrice * (1 - fee)) / paid - 1),
    weight: position.weight,
    worstPct: 100 * (lowest / entryQuote - 1),
    bestPct: 100 * (highest / entryQuote - 1),
    feePct: (100 * (entryPrice + exitPrice) * fee) / paid,
    slippagePct: (100 * (entryPrice - entryQuote + fill.quote - exitPrice)) / paid,
    reason: fill.reason,
  };
}
