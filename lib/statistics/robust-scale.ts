import { median } from "./median";
import { medianAbsoluteDeviation } from "./median-absolute-deviation";

const NORMAL_CONSISTENCY = 1.4826;
const MEAN_CONSISTENCY = 1.2533;

/**
 * Centre and spread that outliers do not move: the median and 1.4826 × MAD; where more than half of the values are equal,
 * 1.2533 × the mean deviation; 0 when all are. Null for none. Iglewicz and Hoaglin (1993).
 */
export function robustScale(values: ArrayLike<number>): { centre: number; scale: number } | null {
  const centre = median(values);
  const deviation = medianAbsoluteDeviation(values);
  if (centre === null || deviation === null) return null;
  if (deviation > 0) return { centre, scale: NORMAL_CONSISTENCY * deviation };
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs((values[i] ?? 0) - centre);
  return { centre, scale: (MEAN_CONSISTENCY * sum) / values.length };
}
