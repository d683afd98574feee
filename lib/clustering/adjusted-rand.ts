/**
 * How far two partitions of the same things agree: 1 when they are the same, 0 as much as by chance, whatever their labels.
 * Hubert & Arabie (1985). Null when there is nothing to compare; 1 when both leave no choice.
 */
export function adjustedRand(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || a.length !== b.length) return null;
  const together = pairsWithin(a.map((label, index) => `${label} ${b[index]}`));
  const inA = pairsWithin(a);
  const inB = pairsWithin(b);
  const expected = (inA * inB) / pairs(a.length);
  const most = (inA + inB) / 2;
  return a.length < 2 || most === expected ? 1 : (together - expected) / (most - expected);
}

function pairsWithin(labels: readonly (number | string)[]): number {
  const sizes = new Map<number | string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + pairs(size), 0);
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}
