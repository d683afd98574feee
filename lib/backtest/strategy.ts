import type { Percent, Usd } from "@/lib/market/units";
import type { ExitReason } from "./outcomes";

/** A market order for the open of the next bar, with what shall end the position it opens. */
export interface BuyOrder {
  /** Place of the coin among the markets of the run. */
  readonly coin: number;
  /** Share of the equity at this close that is put in, fee included; what cash there is limits it. */
  readonly weight: number;
  /** Kept with the trade: the score that bought it. */
  readonly score: number;
  /** Sold at the open of the bar that is so many later. Null: no limit. */
  readonly holdBars: number | null;
  /** From the entry price with its slippage. */
  readonly stopLossPct: Percent | null;
  readonly takeProfitPct: Percent | null;
}

/** What a strategy sees of its account and may do at the close of a bar. Orders fill at the next open or not at all. */
export interface Desk {
  /** Equity and cash at this close; the run starts with 1. */
  readonly equity: Usd;
  readonly cash: Usd;
  readonly openCount: number;
  isHeld(coin: number): boolean;
  /** Bars since the entry of the position, 0 in the bar of the entry. Null: none is open. */
  heldBars(coin: number): number | null;
  buy(order: BuyOrder): void;
  /** Sells at the first open that trades. */
  sell(coin: number, reason: ExitReason): void;
}

/** Decides at every close, with what was known at that close. */
export interface Strategy {
  onClose(bar: number, desk: Desk): void;
  /** Called when a position has been closed, before the close of the same bar. */
  onExit?(coin: number, bar: number): void;
}
