import { emaSeries } from "./ema";

/**
 * Standard deviation of EMA(fast) − EMA(slow) of a random walk, in units of one step's standard deviation.
 * Each average lags the walk by a geometric sum of past steps, which gives √(a²/(1−a²) + b²/(1−b²) − 2ab/(1−ab)).
 */
export function emaSeparationScale(fast: number, slow: number): number {
  const a = 1 - 2 / (slow + 1);
  const b = 1 - 2 / (fast + 1);
  return Math.sqrt((a * a) / (1 - a * a) + (b * b) / (1 - b * b) - (2 * a * b) / (1 - a * b));
}

/** Two averages closer than this fraction of the newest slow one are level: a flat series must not cross by rounding. */
const LEVEL_FRACTION = 1e-12;

export interface EmaCross {
  direction: "up" | "down";
  /** Closes since the fast average changed sides; 0 when the newest close did it. */
  closesAgo: number;
}

/** The last time EMA(fast) passed EMA(slow) over the series. Null when it never did or there are too few closes. */
export function lastEmaCross(closes: ArrayLike<number>, fast: number, slow: number): EmaCross | null {
  const slowSeries = emaSeries(closes, slow);
  return lastCross(emaSeries(closes, fast).subarray(slow - fast), slowSeries, slowSeries.length, 0, 1);
}

/**
 * The last time `fast` passed `slow`, looking back from the newest of `count` values. The series may be lanes of
 * interleaved ones: value k stands at `start + k × stride`, and both start at the same close.
 */
export function lastCross(
  fast: Float64Array,
  slow: Float64Array,
  count: number,
  start: number,
  stride: number,
): EmaCross | null {
  const level = LEVEL_FRACTION * (slow[start + (count - 1) * stride] ?? 0);
  let side = 0;
  let since = 0;
  for (let k = count - 1; k >= 0; k--) {
    const gap = (fast[start + k * stride] as number) - (slow[start + k * stride] as number);
    const here = gap > level ? 1 : gap < -level ? -1 : 0;
    if (here === 0) continue;
    if (side !== 0 && here !== side) return { direction: side > 0 ? "up" : "down", closesAgo: count - 1 - since };
    side = here;
    since = k;
  }
  return null;
}
