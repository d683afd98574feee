import { sampleIndices } from "@/lib/statistics/sample-indices";
import type { Random } from "@/lib/statistics/seeded-random";
import { at, type FeatureRows, LANES } from "./feature-rows";
import { squaredDistance } from "./refine-centres";

const SAMPLE = 1_000;

/**
 * How much nearer the rows are to their own group than to the next one, −1…1; Rousseeuw (1987), from a seeded sample of
 * 1,000 rows at most. A row alone in its group counts 0, noise (a negative label) not at all; null for fewer than two groups.
 */
export function silhouette(rows: FeatureRows, labels: ArrayLike<number>, random: Random): number | null {
  const grouped = Array.from({ length: rows.count }, (_, row) => row).filter((row) => at(labels, row) >= 0);
  const sample = Array.from(sampleIndices(grouped.length, SAMPLE, random), (index) => at(grouped, index));
  const names = [...new Set(sample.map((row) => at(labels, row)))];
  if (names.length < 2) return null;
  const groupOf = sample.map((row) => names.indexOf(at(labels, row)));
  const sizes = names.map((_, group) => groupOf.filter((other) => other === group).length);
  const sums = sumDistances(rows.values, sample, groupOf, names.length);
  const total = sample.reduce((sum, _, i) => {
    const own = at(groupOf, i);
    return sum + contrast(sums.subarray(i * names.length, (i + 1) * names.length), own, sizes);
  }, 0);
  return total / sample.length;
}

/** `sums[i × groups + g]`: the distances of sampled row i to all sampled rows of group g. */
function sumDistances(values: Float64Array, sample: number[], groupOf: number[], groups: number): Float64Array {
  const sums = new Float64Array(sample.length * groups);
  for (let i = 0; i < sample.length; i++) {
    const row = at(sample, i) * LANES;
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(values, row, values, at(sample, j) * LANES));
      const there = i * groups + at(groupOf, j);
      const back = j * groups + at(groupOf, i);
      sums[there] = at(sums, there) + distance;
      sums[back] = at(sums, back) + distance;
    }
  }
  return sums;
}

/** (b − a) ÷ max(a, b): mean distance to the next group against that to the rest of its own. */
function contrast(sums: Float64Array, own: number, sizes: readonly number[]): number {
  const others = at(sizes, own) - 1;
  if (others === 0) return 0;
  const within = at(sums, own) / others;
  let next = Number.POSITIVE_INFINITY;
  for (let group = 0; group < sizes.length; group++) {
    if (group !== own) next = Math.min(next, at(sums, group) / at(sizes, group));
  }
  const larger = Math.max(within, next);
  return larger === 0 ? 0 : (next - within) / larger;
}
