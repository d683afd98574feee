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

/** Two averages closer than this fraction of each other are level: a flat series must not cross by rounding. */
export const LEVEL_FRACTION = 1e-12;

export interface EmaCross {
  direction: "up" | "down";
  /** Closes since the fast average changed sides; 0 when the newest close did it. */
  closesAgo: number;
}

/** The last time EMA(fast) passed EMA(slow) over the series. Null when it never did or there are too few closes. */
export function lastEmaCross(closes: ArrayLike<number>, fast: number, slow: number): EmaCross | null {
  const slowSeries = emaSeries(closes, slow);
  const fastSeries = emaSeries(closes, fast).subarray(slow - fast);
  let side = 0;
  let cross: EmaCross | null = null;
  for (let k = 0; k < slowSeries.length; k++) {
    const level = slowSeries[k] ?? 0;
    const gap = (fastSeries[k] ?? 0) - level;
    if (Math.abs(gap) <= LEVEL_FRACTION * level) continue;
    const now = Math.sign(gap);
    if (side !== 0 && now !== side) {
      cross = { direction: now > 0 ? "up" : "down", closesAgo: slowSeries.length - 1 - k };
    }
    side = now;
  }
  return cross;
}
