/** Middle of the sorted values, the mean of the two middle ones when their number is even. Null when there are none. */
export function median(values: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(values).sort();
  const high = sorted[sorted.length >> 1];
  const low = sorted[(sorted.length - 1) >> 1];
  return high === undefined || low === undefined ? null : low + (high - low) / 2;
}
