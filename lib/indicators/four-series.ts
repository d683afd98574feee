/** Four series of equal length, walked together: one recursion waits for itself, four fill the waiting. */
export type FourSeries = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * Groups series of equal length by four and visits each group with the indices of its members.
 * A group that is not full repeats its last member, which only computes the same answer twice.
 */
export function forEachFour(
  series: readonly Float64Array[],
  visit: (four: FourSeries, indices: readonly [number, number, number, number]) => void,
): void {
  const byLength = new Map<number, number[]>();
  series.forEach(({ length }, index) => {
    const group = byLength.get(length);
    if (group === undefined) byLength.set(length, [index]);
    else group.push(index);
  });
  const none = new Float64Array(0);
  const at = (index: number) => series[index] ?? none;
  for (const group of byLength.values()) {
    for (let k = 0; k < group.length; k += 4) {
      const a = group[k] ?? 0;
      const b = group[k + 1] ?? a;
      const c = group[k + 2] ?? b;
      const d = group[k + 3] ?? c;
      visit([at(a), at(b), at(c), at(d)], [a, b, c, d]);
    }
  }
}
