import type { UnixMs, Usd } from "./units";

/** Who crossed the spread. */
export type TakerSide = "buy" | "sell";

/** One fill on a venue, as it was published: taker side already read from the venue's own flag. */
export interface Trade {
  /** Grows by exactly one per trade of a pair. */
  readonly id: number;
  readonly at: UnixMs;
  /** Of one unit of the coin: a venue's `1000X` multiple is already divided out. */
  readonly priceUsd: Usd;
  readonly quantity: number;
  readonly takerSide: TakerSide;
}
