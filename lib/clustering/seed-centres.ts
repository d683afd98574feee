import type { Random } from "@/lib/statistics/seeded-random";
import type { LoadedRows } from "./distance-kernel";
import { type FeatureRows, LANES } from "./feature-rows";

/**
 * First centres by greedy k-means++: each next one is the best of a few rows drawn with probability proportional to their
 * squared distance from the centres so far. Arthur & Vassilvitskii (2007); the trials are those of scikit-learn.
 */
export function seedCentres(
  loaded: LoadedRows,
  { values, count }: FeatureRows,
  k: number,
  random: Random,
): Float64Array {
  const trials = 2 + Math.floor(Math.log(k));
  const centres = new Float64Array(k * LANES);
  const rowAt = (row: number) => values.subarray(row * LANES, row * LANES + LANES);
  let [nearest, candidate, best] = [0, 1, 2];
  // The spare number that fills the last pair weighs nothing.
  loaded.distances(nearest).fill(Number.POSITIVE_INFINITY, 0, count).fill(0, count);
  const first = Math.min(count - 1, Math.floor(random() * count));
  centres.set(rowAt(first));
  let potential = loaded.approach(rowAt(first), nearest, nearest);
  for (let c = 1; c < k; c++) {
    let bestPotential = Number.POSITIVE_INFINITY;
    let chosen = 0;
    for (let trial = 0; trial < trials; trial++) {
      const row = drawRow(loaded.distances(nearest), count, potential, random);
      const reached = loaded.approach(rowAt(row), nearest, candidate);
      if (reached >= bestPotential) continue;
      bestPotential = reached;
      chosen = row;
      [best, candidate] = [candidate, best];
    }
    [nearest, best] = [best, nearest];
    potential = bestPotential;
    centres.set(rowAt(chosen), c * LANES);
  }
  return centres;
}

/** A row with probability proportional to its weight; any row when all weights are 0. */
function drawRow(weights: Float64Array, count: number, total: number, random: Random): number {
  let left = random() * total;
  for (let row = 0; row < count; row++) {
    left -= weights[row] as number;
    if (left < 0) return row;
  }
  return Math.min(count - 1, Math.floor(random() * count));
}
