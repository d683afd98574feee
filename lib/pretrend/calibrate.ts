import { logistic } from "@/lib/statistics/logistic";
import type { Calibration } from "./model";

/** The probability that a score in log-odds stands for. */
export function calibrate(calibration: Calibration, score: number): number {
  if (calibration.kind === "platt") return logistic(calibration.slope * score + calibration.offset);
  return interpolate(calibration.scores, calibration.probabilities, score);
}

/** Straight lines between the points, level outside them. `xs` ascend. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  if (before < 0) return ys[0] as number;
  if (low >= xs.length) return ys[xs.length - 1] as number;
  const share = (x - (xs[before] as number)) / ((xs[low] as number) - (xs[before] as number));
  return (ys[before] as number) + share * ((ys[low] as number) - (ys[before] as number));
}
