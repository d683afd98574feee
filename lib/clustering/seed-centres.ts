import type { Random } from "@/lib/statistics/seeded-random";
import { at, type FeatureRows, LANES } from "./feature-rows";

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
  const c0 = at(values, c);
  const c1 = at(values, c + 1);
  const c2 = at(values, c + 2);
  const c3 = at(values, c + 3);
  const c4 = at(values, c + 4);
  const c5 = at(values, c + 5);
  const c6 = at(values, c + 6);
  const c7 = at(values, c + 7);
  let sum = 0;
  for (let row = 0, r = 0; row < count; row++, r += LANES) {
    const d0 = at(values, r) - c0;
    const d1 = at(values, r + 1) - c1;
    const d2 = at(values, r + 2) - c2;
    const d3 = at(values, r + 3) - c3;
    const d4 = at(values, r + 4) - c4;
    const d5 = at(values, r + 5) - c5;
    const d6 = at(values, r + 6) - c6;
    const d7 = at(values, r + 7) - c7;
    const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
    const held = at(before, row);
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
    left -= at(weights, row);
    if (left < 0) return row;
  }
  return Math.min(weights.length - 1, Math.floor(random() * weights.length));
}

function copyRow(from: Float64Array, row: number, to: Float64Array, place: number): void {
  for (let lane = 0; lane < LANES; lane++) to[place * LANES + lane] = at(from, row * LANES + lane);
}
