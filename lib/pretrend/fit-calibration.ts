import { clamp } from "@/lib/statistics/clamp";
import { sortForecasts } from "@/lib/statistics/forecasts";
import { isotonicRegression } from "@/lib/statistics/isotonic-regression";
import { logLoss } from "@/lib/statistics/log-loss";
import { plattScaling } from "@/lib/statistics/platt-scaling";
import { calibrate } from "./calibrate";
import type { Calibration } from "./model";

/** Fewer outcomes 1 than this and a free curve would learn the noise. */
const ISOTONIC_POSITIVES = 1_000;
/** No frequency in a sample proves that something is certain or impossible. */
const SURE = 0.005;

/** Scores out of sample with what happened, one walk-forward fold each, in order of time. */
export interface ScoredFold {
  readonly scores: Float64Array;
  readonly outcome: Uint8Array;
}

/**
 * Platt's straight line through all held-out folds; the isotonic curve instead where there are at least a thousand
 * positives and, both fitted to the earlier folds, it loses less on the last one.
 */
export function fitCalibration(folds: readonly ScoredFold[]): Calibration {
  const all = joined(folds);
  const platt = plattOf(all);
  const last = folds.at(-1);
  const positives = all.outcome.reduce((sum, happened) => sum + happened, 0);
  if (positives < ISOTONIC_POSITIVES || last === undefined || folds.length < 2) return platt;
  const earlier = joined(folds.slice(0, -1));
  const better = lossOf(isotonicOf(earlier), last) < lossOf(plattOf(earlier), last);
  return better ? isotonicOf(all) : platt;
}

function joined(folds: readonly ScoredFold[]): ScoredFold {
  const count = folds.reduce((sum, { scores }) => sum + scores.length, 0);
  const all = { scores: new Float64Array(count), outcome: new Uint8Array(count) };
  let next = 0;
  for (const { scores, outcome } of folds) {
    all.scores.set(scores, next);
    all.outcome.set(outcome, next);
    next += scores.length;
  }
  return all;
}

function plattOf({ scores, outcome }: ScoredFold): Calibration {
  return { kind: "platt", ...plattScaling(scores, outcome) };
}

function isotonicOf({ scores, outcome }: ScoredFold): Calibration {
  const sorted = sortForecasts(scores, outcome);
  const { starts, ends, levels } = isotonicRegression(sorted.probability, sorted.outcome);
  const knots = levels.flatMap((level, i) => {
    const probability = clamp(level, SURE, 1 - SURE);
    const start = { score: starts[i] as number, probability };
    const end = { score: ends[i] as number, probability };
    return start.score === end.score ? [start] : [start, end];
  });
  return {
    kind: "isotonic",
    scores: knots.map(({ score }) => score),
    probabilities: knots.map(({ probability }) => probability),
  };
}

function lossOf(calibration: Calibration, { scores, outcome }: ScoredFold): number {
  const said = scores.map((score) => calibrate(calibration, score));
  return logLoss(sortForecasts(said, outcome)) ?? Number.POSITIVE_INFINITY;
}
