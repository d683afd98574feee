import { sortForecasts } from "@/lib/statistics/forecasts";
import { logLoss } from "@/lib/statistics/log-loss";
import { logistic } from "@/lib/statistics/logistic";
import { fitLogistic } from "@/lib/statistics/logistic-regression";
import { prepareDesign } from "./design";
import type { FeatureName } from "./feature-names";
import { scoreRange, scorerOf } from "./linear-scorer";
import type { PretrendSamples } from "./samples";
import type { Fold } from "./walk-forward";

/** From hardly any shrinking to nearly the base rate for everybody; strongest first, so that each fit starts near the next. */
export const PENALTIES = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.001] as const;

/** The chosen penalty and what its models said out of sample, in the order of the folds' test rows. */
export interface ChosenPenalty {
  readonly penalty: number;
  /** Log-odds per fold, aligned with its test rows. */
  readonly scores: readonly Float64Array[];
  /** Mean log-loss of the folds at each penalty, aligned with the penalties tried. */
  readonly losses: readonly number[];
}

/** The penalty whose walk-forward models lose least on rows they have not seen; the stronger of two equals. */
export function choosePenalty(
  samples: PretrendSamples,
  folds: readonly Fold[],
  only: readonly FeatureName[] | undefined,
  penalties: readonly number[] = PENALTIES,
): ChosenPenalty {
  const scores: Float64Array[][] = penalties.map(() => []);
  const losses = penalties.map(() => 0);
  for (const { train, test } of folds) {
    const design = prepareDesign(samples, train, only);
    const outcome = samples.outcome.subarray(test.from, test.to);
    let start: Float64Array | null = null;
    penalties.forEach((penalty, index) => {
      start = fitLogistic(design.problem, penalty, start);
      const said = scoreRange(scorerOf(design, start), samples, test);
      scores[index]?.push(said);
      losses[index] = (losses[index] ?? 0) + (logLoss(sortForecasts(said.map(logistic), outcome)) ?? 0) / folds.length;
    });
  }
  const best = losses.indexOf(Math.min(...losses));
  return { penalty: penalties[best] as number, scores: scores[best] ?? [], losses };
}
