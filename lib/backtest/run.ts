import type { Percent, UnixMs, Usd } from "@/lib/market/units";
import type { ExitReason } from "./outcomes";
import type { Side } from "./parameters";

/** A closed round trip, net of costs. */
export interface Trade {
  readonly coinId: string;
  readonly side: Side;
  /** Indices on the grid of the coins' bars, and when those bars opened. */
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryAt: UnixMs;
  readonly exitAt: UnixMs;
  /** Fill prices, slippage included, fee not. */
  readonly entryPrice: Usd;
  readonly exitPrice: Usd;
  /** The score that bought it, of the close before the entry. */
  readonly entryScore: number;
  readonly pnlPct: Percent;
  /** Share of the equity that was put in, 0–1. */
  readonly weight: number;
  /** Furthest against and for it while held, percent of the entry price, before costs: ≤ 0 and ≥ 0. */
  readonly worstPct: Percent;
  readonly bestPct: Percent;
  /** Fee and slippage of both sides, percent of the value put in. */
  readonly feePct: Percent;
  readonly slippagePct: Percent;
  readonly reason: ExitReason;
}

/** What became of the moments at which the score stood at or above the threshold while something could have been bought. */
export interface SignalFunnel {
  readonly signals: number;
  readonly entered: number;
  /** The score had not been below the threshold since the last exit. */
  readonly notRearmed: number;
  /** Every place was taken or the cash was used up. */
  readonly noRoom: number;
  /** The next hour did not trade, or there was none. */
  readonly noFill: number;
  /** Not in the universe at that time, stable-like, or barred as the live board bars a BUY. */
  readonly barred: number;
}

/** One run: equity marked to market at the close of every bar, 1 at the start, and the trades in order of exit. */
export interface Run {
  /** Of the first bar of the series below. */
  readonly firstOpenAt: UnixMs;
  readonly equity: Float64Array;
  /** Gross value held over equity at the close of every bar, 0–1. */
  readonly exposure: Float64Array;
  readonly trades: readonly Trade[];
  readonly funnel: SignalFunnel;
}
