import type { Random } from "@/lib/statistics/seeded-random";
import { type FeatureRows, LANES } from "./feature-rows";

/**
 * First centres by greedy k-means++: each next one is the best of a few rows drawn with probability proportional to their
 * squared distance from the centres so far. Arthur & Vassilvitskii (2007); the trials are those of scikit-learn.
 */
export function seedCentres(rows: FeatureRows, k: number, random: Random): Float64Array {
  const { values, count } = rows;
  const trials = 2 + Math.floor(Math.log(k));
  const centres = new Float64Array(k * LANES);
  let nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let candidate = new Float64Array(count);
  let best = new Float64Array(count);
  const first = Math.min(count - 1, Math.floor(random() * count));
  copyRow(values, first, centres, 0);
  let potential = approach(rows, first, nearest, nearest);
  for (let c = 1; c < k; c++) {
    let bestPotential = Number.POSITIVE_INFINITY;
    let chosen = 0;
    for (let trial = 0; trial < trials; trial++) {
      const row = drawRow(nearest, potential, random);
      const reached = approach(rows, row, nearest, candidate);
      if (reached >= bestPotential) continue;
      bestPotential = reached;
      chosen = row;
      [best, candidate] = [candidate, best];
    }
    [nearest, best] = [best, nearest];
    potential = bestPotential;
    copyRow(values, chosen, centres, c);
  }
  return centres;
}

/** Writes what every row's squared distance to its nearest centre would be with one more centre; answers their sum. */
function approach({ values, count }: FeatureRows, centre: number, before: Float64Array, after: Float64Array): number {
  const c = centre * LANES;
  const c0 = values[c] as number;
  const c1 = values[c + 1] as number;
  const c2 = values[c + 2] as number;
  const c3 = values[c + 3] as number;
  const c4 = values[c + 4] as number;
  const c5 = values[c + 5] as number;
  const c6 = values[c + 6] as number;
  const c7 = values[c + 7] as number;
  let sum = 0;
  for (let row = 0, r = 0; row < count; row++, r += LANES) {
    const d0 = (values[r] as number) - c0;
    const d1 = (values[r + 1] as number) - c1;
    const d2 = (values[r + 2] as number) - c2;
    const d3 = (values[r + 3] as number) - c3;
    const d4 = (values[r + 4] as number) - c4;
    const d5 = (values[r + 5] as number) - c5;
    const d6 = (values[r + 6] as number) - c6;
    const d7 = (values[r + 7] as number) - c7;
    const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
    const held = before[row] as number;
    const nearer = squared < held ? squared : held;
    after[row] = nearer;
    sum += nearer;
  }
  return sum;
}

/** A row with probability proportional to its weight; any row when all weights are 0. */
function drawRow(weights: Float64Array, total: number, random: Random): number {
  let left = random() * total;
  for (let row = 0; row < weights.length; row++) {
    left -= weights[row] as number;
    if (left < 0) return row;
  }
  return Math.min(weights.length - 1, Math.floor(random() * weights.length));
}

function copyRow(from: Float64Array, row: number, to: Float64Array, place: number): void {
  for (let lane = 0; lane < LANES; lane++) to[place * LANES + lane] = from[row * LANES + lane] as number;
}
