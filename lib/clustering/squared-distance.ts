/** Squared Euclidean distance of the row that begins at `a[i]` to the one that begins at `b[j]`. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const d0 = (a[i] as number) - (b[j] as number);
  const d1 = (a[i + 1] as number) - (b[j + 1] as number);
  const d2 = (a[i + 2] as number) - (b[j + 2] as number);
  const d3 = (a[i + 3] as number) - (b[j + 3] as number);
  const d4 = (a[i + 4] as number) - (b[j + 4] as number);
  const d5 = (a[i + 5] as number) - (b[j + 5] as number);
  const d6 = (a[i + 6] as number) - (b[j + 6] as number);
  const d7 = (a[i + 7] as number) - (b[j + 7] as number);
  return d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
}
