import { median } from "./median";

/** Median of |x − median(x)|, in the unit of x; × 1.4826 it estimates a normal standard deviation. Null when there are no values. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number | null {
  const centre = median(values);
  return centre === null ? null : median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}
