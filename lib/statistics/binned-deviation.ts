import { type BinnedMedianScratch, binnedMedian } from "./binned-median";

/**
 * Median absolute deviation of the first `count` values, destroying them: the same number as `medianAbsoluteDeviation`.
 * Their standard deviation says where the bins are worth having.
 */
export function binnedDeviation(
  values: Float64Array,
  count: number,
  deviation: number,
  scratch: BinnedMedianScratch,
): number {
  const centre = binnedMedian(values, count, -deviation, deviation, scratch);
  for (let i = 0; i < count; i++) values[i] = Math.abs((values[i] as number) - centre);
  return binnedMedian(values, count, 0, 2 * deviation, scratch);
}
