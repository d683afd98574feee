/** z of a two-sided 90 % interval. */
export const Z_90 = 1.6448536269514722;

/**
 * Interval for a rate of which `positives` of `count` were seen; both may be effective, not whole, numbers.
 * Wilson (1927), J. Amer. Statist. Assoc. 22. `count` must be above 0.
 */
export function wilsonInterval(positives: number, count: number, z: number): { low: number; high: number } {
  const rate = positives / count;
  const shrink = 1 + (z * z) / count;
  const centre = (rate + (z * z) / (2 * count)) / shrink;
  const half = (z / shrink) * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
