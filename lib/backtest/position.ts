import { type Fraction, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { Bars, CoinHistory } from "./bars";
import { type SlippageOf, slippageAt } from "./costs";
import type { ExitReason } from "./outcomes";
import type { Trade } from "./run";
import type { BuyOrder } from "./strategy";

/** One coin as the engine trades it. */
export interface Market {
  readonly coinId: string;
  readonly bars: Bars;
  readonly fee: Fraction;
  readonly slippage: SlippageOf;
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
  /** No open before this bar's ends it. */
  actBar: number;
  /** The open it was bought at, and what was paid with slippage. */
  readonly entryQuote: Usd;
  readonly entryPrice: Usd;
  readonly units: number;
  readonly weight: number;
  /** 0 and infinity where there is none. */
  readonly stop: Usd;
  readonly target: Usd;
  readonly hasLevels: boolean;
  /** Why the strategy wants it sold; null while it does not. */
  selling: ExitReason | null;
}

export function openPosition(market: Market, order: BuyOrder, bar: number, invested: Usd, equity: Usd): Position {
  const quote = market.bars.open[bar] as number;
  const price = quote * (1 + slippageAt(market.slippage, bar));
  return {
    coin: order.coin,
    market,
    order,
    entryBar: bar,
    actBar: Math.min(market.goneFrom, bar + (order.holdBars ?? Number.MAX_SAFE_INTEGER)),
    entryQuote: quote,
    entryPrice: price,
    units: invested / (price * (1 + market.fee)),
    weight: invested / equity,
    stop: order.stopLossPct === null ? 0 : price * (1 - order.stopLossPct / 100),
    target: order.takeProfitPct === null ? Number.POSITIVE_INFINITY : price * (1 + order.takeProfitPct / 100),
    hasLevels: order.stopLossPct !== null || order.takeProfitPct !== null,
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
  const { lowest, highest } = extremes(position, fill);
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

/**
 * Lowest and highest price while it was held. Nobody knows what came first within the bar of a stop or a target: what went
 * against the position counts, what went for it does not.
 */
function extremes({ market, entryBar, entryQuote }: Position, { bar, quote, reason }: Fill) {
  const { low, high } = market.bars;
  let lowest = Math.min(entryQuote, quote);
  let highest = Math.max(entryQuote, quote);
  if (reason === "take_profit") lowest = Math.min(lowest, low[bar] as number);
  const end = reason === "end_of_data" ? bar + 1 : bar;
  for (let i = entryBar; i < end; i++) {
    if ((low[i] as number) < lowest) lowest = low[i] as number;
    if ((high[i] as number) > highest) highest = high[i] as number;
  }
  return { lowest, highest };
}
