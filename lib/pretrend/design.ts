import type { LogisticProblem } from "@/lib/statistics/logistic-regression";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import { FEATURE_COUNT, FEATURE_NAMES, type FeatureName } from "./feature-names";
import type { PretrendSamples, SampleRange } from "./samples";
import { standardise } from "./standardise";

/** Shares of the training rows below which a feature, or its absence, is too rare to be learnt from. */
const RARE = 0.01;
/** Interquartile range of a standard normal: makes the scale its standard deviation. */
const NORMAL_IQR = 1.349;

/** What a linear scorer needs to read a row. Vectors have one entry per feature. */
export interface Standardisation {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  readonly trained: readonly boolean[];
  /** Whether the feature's absence has a coefficient of its own. */
  readonly absence: readonly boolean[];
}

/** Training rows as a regression problem: first the trained features, then the absences, both in the features' order. */
export interface TrainingDesign extends Standardisation {
  readonly problem: LogisticProblem;
  /** Weighted share of outcomes 1. */
  readonly baseRate: number;
}

/**
 * Medians and ranges come from these rows alone. A row weighs 1 / rows of its time, so that a time with more coins is not
 * believed more; outcomes are never re-weighted, that would destroy the calibration.
 */
export function prepareDesign(
  samples: PretrendSamples,
  range: SampleRange,
  only: readonly FeatureName[] = FEATURE_NAMES,
): TrainingDesign {
  const standardisation = standardisationOf(samples, range, only);
  const { trained, absence, centre, scale } = standardisation;
  const own = indicesWhere(trained);
  const missing = indicesWhere(absence);
  const rows = range.to - range.from;
  const columns = own.length + missing.length;
  const design = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const from = (range.from + r) * FEATURE_COUNT;
    let to = r * columns;
    for (const j of own) {
      const isKnown = samples.known[from + j] === 1;
      design[to++] = isKnown
        ? standardise(samples.values[from + j] as number, centre[j] as number, scale[j] as number)
        : 0;
    }
    for (const j of missing) design[to++] = samples.known[from + j] === 1 ? 0 : 1;
  }
  const outcome = samples.outcome.subarray(range.from, range.to);
  const weight = timeWeights(samples.at.subarray(range.from, range.to));
  return { ...standardisation, problem: { rows, columns, design, outcome, weight }, baseRate: rateOf(outcome, weight) };
}

export function indicesWhere(flags: readonly boolean[]): number[] {
  return flags.flatMap((flag, index) => (flag ? [index] : []));
}

function standardisationOf(
  samples: PretrendSamples,
  range: SampleRange,
  only: readonly FeatureName[],
): Standardisation {
  const centre = new Float64Array(FEATURE_COUNT);
  const scale = new Float64Array(FEATURE_COUNT).fill(1);
  const trained: boolean[] = [];
  const absence: boolean[] = [];
  const column = new Float64Array(range.to - range.from);
  FEATURE_NAMES.forEach((name, j) => {
    let count = 0;
    for (let row = range.from; row < range.to; row++) {
      const at = row * FEATURE_COUNT + j;
      if (samples.known[at] === 1) column[count++] = samples.values[at] as number;
    }
    const share = column.length === 0 ? 0 : count / column.length;
    const sorted = column.subarray(0, count).slice().sort();
    const spread = spreadOf(sorted);
    const usable = only.includes(name) && share >= RARE && spread > 0;
    trained.push(usable);
    absence.push(usable && share <= 1 - RARE);
    if (!usable) return;
    centre[j] = sorted[count >> 1] as number;
    scale[j] = spread;
  });
  return { centre, scale, trained, absence };
}

/** Interquartile range in units of a standard deviation; that itself where the middle half is one value. */
function spreadOf(sorted: Float64Array): number {
  const quartiles = (sorted[Math.floor(0.75 * sorted.length)] ?? 0) - (sorted[Math.floor(0.25 * sorted.length)] ?? 0);
  return quartiles > 0 ? quartiles / NORMAL_IQR : (standardDeviation(sorted) ?? 0);
}

/** 1 / rows of the same time. `at` ascends. */
export function timeWeights(at: Float64Array): Float64Array {
  const weights = new Float64Array(at.length);
  for (let from = 0; from < at.length; ) {
    let to = from;
    while (to < at.length && at[to] === at[from]) to++;
    weights.fill(1 / (to - from), from, to);
    from = to;
  }
  return weights;
}

function rateOf(outcome: Uint8Array, weight: Float64Array): number {
  let total = 0;
  let positive = 0;
  outcome.forEach((happened, row) => {
    total += weight[row] as number;
    positive += happened * (weight[row] as number);
  });
  return total === 0 ? 0 : positive / total;
}
