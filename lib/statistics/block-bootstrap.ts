import { quantile } from "./quantile";
import { seededRandom } from "./seeded-random";

/** Fewer blocks than this resample to almost the same few sums, and the interval would promise too much. */
export const BLOCKS_MIN = 8;

export interface BootstrapOptions {
  readonly draws: number;
  readonly seed: number;
  /** Share of the resampled values inside the interval. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile interval of a statistic under resampling of whole blocks with replacement, for observations that depend on
 * their neighbours in time. `statistic` is given how often each block was drawn and answers null where it is undefined;
 * such draws are left out. Null for fewer than eight blocks or when under half of the draws say something.
 * Künsch (1989), "The jackknife and the bootstrap for general stationary observations", Ann. Statist. 17(3); here the
 * blocks do not overlap (Carlstein 1986).
 */
export function blockBootstrap(
  blocks: number,
  statistic: (drawn: Uint32Array) => number | null,
  { draws, seed, level = 0.95 }: BootstrapOptions,
): Interval | null {
  if (blocks < BLOCKS_MIN) return null;
  const random = seededRandom(seed);
  const drawn = new Uint32Array(blocks);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    drawn.fill(0);
    for (let pick = 0; pick < blocks; pick++) {
      const block = Math.floor(random() * blocks);
      drawn[block] = (drawn[block] ?? 0) + 1;
    }
    const value = statistic(drawn);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0 || values.length < draws / 2) return null;
  const sorted = Float64Array.from(values).sort();
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}
