import { sampleIndices } from "@/lib/statistics/sample-indices";
import type { Random } from "@/lib/statistics/seeded-random";
import { type FeatureRows, LANES } from "./feature-rows";
import { squaredDistance } from "./squared-distance";

const SAMPLE = 1_000;

/**
 * How much nearer the rows are to their own group than to the next one, −1…1; Rousseeuw (1987), from a seeded sample of
 * 1,000 rows at most. A row alone in its group counts 0, noise (a negative label) not at all; null for fewer than two groups.
 */
export function silhouette(rows: FeatureRows, labels: ArrayLike<number>, random: Random): number | null {
  const grouped = Array.from({ length: rows.count }, (_, row) => row).filter((row) => (labels[row] as number) >= 0);
  const sample = Array.from(sampleIndices(grouped.length, SAMPLE, random), (index) => grouped[index] as number);
  const names = [...new Set(sample.map((row) => labels[row] as number))];
  if (names.length < 2) return null;
  const groupOf = sample.map((row) => names.indexOf(labels[row] as number));
  const sizes = names.map((_, group) => groupOf.filter((other) => other === group).length);
  const sums = sumDistances(rows.values, sample, groupOf, names.length);
  const total = sample.reduce((sum, _, i) => {
    const own = groupOf[i] as number;
    return sum + contrast(sums.subarray(i * names.length, (i + 1) * names.length), own, sizes);
  }, 0);
  return total / sample.length;
}

/** `sums[i × groups + g]`: the distances of sampled row i to all sampled rows of group g. */
function sumDistances(values: Float64Array, sample: number[], groupOf: number[], groups: number): Float64Array {
  const sums = new Float64Array(sample.length * groups);
  for (let i = 0; i < sample.length; i++) {
    const row = (sample[i] as number) * LANES;
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(values, row, values, (sample[j] as number) * LANES));
      const there = i * groups + (groupOf[j] as number);
      const back = j * groups + (groupOf[i] as number);
      sums[there] = (sums[there] as number) + distance;
      sums[back] = (sums[back] as number) + distance;
    }
  }
  return sums;
}

/** (b − a) ÷ max(a, b): mean distance to the next group against that to the rest of its own. */
function contrast(sums: Float64Array, own: number, sizes: readonly number[]): number {
  const others = (sizes[own] as number) - 1;
  if (others === 0) return 0;
  const within = (sums[own] as number) / others;
  let next = Number.POSITIVE_INFINITY;
  for (let group = 0; group < sizes.length; group++) {
    if (group !== own) next = Math.min(next, (sums[group] as number) / (sizes[group] as number));
  }
  const larger = Math.max(within, next);
  return larger === 0 ? 0 : (next - within) / larger;
}
