import type { UnixMs } from "@/lib/market/units";

/**
 * One coin's hourly bars on an unbroken grid, oldest first: bar i opens at `firstOpenAt + i` hours. Prices in US dollars,
 * volume in US dollars of that hour. An hour that the venue left out is a bar that did not trade: every price is the close
 * before it (before the first of them, its open), the volume 0 and `traded` 0. Nothing fills in such a bar and no score is
 * made in it.
 */
export interface Bars {
  readonly firstOpenAt: UnixMs;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volumeUsd: Float64Array;
  /** 1 where the venue reported the hour. */
  readonly traded: Uint8Array;
  /** Rolling 24 h volume as the provider told it at each close; absent where it is the sum of the hours. */
  readonly volumeUsd24h?: Float64Array;
}

/**
 * The production score at the close of each bar, aligned with the bars. `known` is 0 during the warm-up, in hours that did
 * not trade and where too much of the window is missing; the score there is 0 and means nothing.
 */
export interface ScoreSeries {
  readonly scores: Float64Array;
  readonly known: Uint8Array;
}

/** What a backtest knows of one coin. */
export interface CoinHistory {
  readonly coinId: string;
  readonly symbol: string;
  readonly bars: Bars;
  readonly scores: ScoreSeries;
  /** 1 where the coin was in the universe at that bar, point in time; null: nobody knows, it counts as in. */
  readonly member: Uint8Array | null;
  /** It stopped trading before the end: its last price is cut by half when it is still held. */
  readonly delisted: boolean;
}
