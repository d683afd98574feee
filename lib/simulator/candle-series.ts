import type { UnixMs, Usd } from "@/lib/market/units";

/** Candles of one pair in one timeframe, oldest first. Prices are of the pair as traded. */
export interface CandleSeries {
  readonly spanMs: number;
  /** Open times, unix seconds. */
  readonly openSeconds: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Turnover in quote currency of this candle and all before it. */
  readonly turnoverSum: Float64Array;
}

/** Index of the last candle that opened at or before a time, −1 for none. */
function lastOpenedBy(series: CandleSeries, at: UnixMs): number {
  const seconds = at / 1_000;
  let low = 0;
  let high = series.openSeconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((series.openSeconds[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the last candle that is closed at a time, −1 for none: the candle under way is never seen. */
export function lastClosedBy(series: CandleSeries, at: UnixMs): number {
  return lastOpenedBy(series, at - series.spanMs);
}

export function openOf(series: CandleSeries, index: number): UnixMs {
  return (series.openSeconds[index] ?? 0) * 1_000;
}

export function closeTimeOf(series: CandleSeries, index: number): UnixMs {
  return openOf(series, index) + series.spanMs;
}

/** Candles that lie wholly within (from, to], as indices [first, last]; empty when first > last. */
export function candlesWithin(series: CandleSeries, from: UnixMs, to: UnixMs): { first: number; last: number } {
  return { first: lastOpenedBy(series, from - 1) + 1, last: lastClosedBy(series, to) };
}

/** Turnover of the candles wholly within a span of time. */
export function turnoverWithin(series: CandleSeries, from: UnixMs, to: UnixMs): Usd {
  const { first, last } = candlesWithin(series, from, to);
  if (first > last) return 0;
  return (series.turnoverSum[last] ?? 0) - (first === 0 ? 0 : (series.turnoverSum[first - 1] ?? 0));
}
