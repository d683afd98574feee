import type { Random } from "@/lib/statistics/seeded-random";
import { loadRows } from "./distance-kernel";
import { type FeatureRows, LANES } from "./feature-rows";
import { type Partition, refineCentres } from "./refine-centres";
import { seedCentres } from "./seed-centres";

const MAX_ITERATIONS = 100;
/** Centres rest when their squared moves sum to this share of a feature's mean variance, as in scikit-learn. */
const TOLERANCE = 1e-4;
const STARTS = 10;

export interface KMeansWish {
  readonly k: number;
  readonly random: Random;
  readonly starts?: number;
  /** Centres to begin at besides the drawn ones, such as those of an earlier run. */
  readonly warm?: Float64Array | null;
}

export interface KMeansAnswer {
  readonly best: Partition;
  /** Where the warm start came to rest; null without one. */
  readonly fromWarm: Partition | null;
}

/** K-means from several k-means++ starts: the smallest inertia wins. */
export function kMeans(rows: FeatureRows, { k, random, starts = STARTS, warm = null }: KMeansWish): KMeansAnswer {
  const loaded = loadRows(rows, k);
  const limits = { maxIterations: MAX_ITERATIONS, stillness: TOLERANCE * meanVariance(rows) };
  const refine = (start: Float64Array) => refineCentres(loaded, rows, start, limits);
  const fromWarm = warm === null ? null : refine(warm);
  let best = fromWarm ?? refine(seedCentres(loaded, rows, k, random));
  for (let start = fromWarm === null ? 1 : 0; start < starts; start++) {
    const found = refine(seedCentres(loaded, rows, k, random));
    if (found.inertia < best.inertia) best = found;
  }
  return { best, fromWarm };
}

function meanVariance({ values, count }: FeatureRows): number {
  let total = 0;
  for (let lane = 0; lane < LANES; lane++) {
    let sum = 0;
    let squares = 0;
    for (let i = lane; i < values.length; i += LANES) {
      sum += values[i] as number;
      squares += (values[i] as number) ** 2;
    }
    total += squares / count - (sum / count) ** 2;
  }
  return total / LANES;
}
