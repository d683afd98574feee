import { medianInPlace, selectInPlace } from "./select";

const BINS = 64;

/** Memory for `binnedMedian` over up to `capacity` values; the caller keeps it from one series to the next. */
export interface BinnedMedianScratch {
  counts: Uint16Array;
  binOf: Uint8Array;
  picked: Float64Array;
}

export function binnedMedianScratch(capacity: number): BinnedMedianScratch {
  return {
    counts: new Uint16Array(BINS),
    binOf: new Uint8Array(capacity),
    picked: new Float64Array(capacity),
  };
}

/**
 * Median of the first `count` values (1 to 65,535, finite): the same number as `median`, whatever the range given.
 * Counting into 64 bins between `low` and `high` is free of guessed branches and leaves a handful of values to select
 * from; a range where most of the middle lies makes it several times faster than quickselect. The values may be rearranged.
 */
export function binnedMedian(
  values: Float64Array,
  count: number,
  low: number,
  high: number,
  scratch: BinnedMedianScratch,
): number {
  const perUnit = BINS / (high - low);
  if (!(perUnit > 0 && perUnit < Number.POSITIVE_INFINITY)) return medianInPlace(values, count);
  const { counts, binOf } = scratch;
  counts.fill(0);
  for (let i = 0; i < count; i++) {
    const position = ((values[i] as number) - low) * perUnit;
    const bin = position > 0 ? (position < BINS ? position | 0 : BINS - 1) : 0;
    binOf[i] = bin;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const upper = valueAt(values, count, count >> 1, scratch);
  if (count % 2 === 1) return upper;
  const lower = valueAt(values, count, (count >> 1) - 1, scratch);
  return lower + (upper - lower) / 2;
}

/** The k-th smallest value once every value has its bin. */
function valueAt(values: Float64Array, count: number, k: number, scratch: BinnedMedianScratch): number {
  const { counts, binOf, picked } = scratch;
  let bin = 0;
  let before = 0;
  while (before + (counts[bin] as number) <= k) {
    before += counts[bin] as number;
    bin++;
  }
  let found = 0;
  for (let i = 0; i < count; i++) {
    // Written always, kept only when it is of the bin: no branch to guess.
    picked[found] = values[i] as number;
    found += binOf[i] === bin ? 1 : 0;
  }
  return selectInPlace(picked, found, k - before);
}
