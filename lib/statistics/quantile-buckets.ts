/**
 * Lower bounds of `count` equally filled buckets over the values, ascending; the first bucket has none.
 * Equal values always share a bucket, so the buckets do not depend on the order the values came in.
 */
export function quantileBounds(values: ArrayLike<number>, count: number): number[] {
  const sorted = Float64Array.from(values).sort();
  const bounds: number[] = [];
  for (let k = 1; k < count; k++) {
    const bound = sorted[Math.floor((k * sorted.length) / count)];
    if (bound !== undefined) bounds.push(bound);
  }
  return bounds;
}

/** The bucket a value falls into, from 0 (lowest) to `bounds.length`. */
export function bucketOf(value: number, bounds: readonly number[]): number {
  let bucket = 0;
  for (const bound of bounds) if (value >= bound) bucket++;
  return bucket;
}
