import type { UnixMs } from "@/lib/market/units";
import { fitLogistic } from "@/lib/statistics/logistic-regression";
import { calibrate } from "./calibrate";
import { calibrationBins } from "./calibration-bins";
import { choosePenalty } from "./choose-penalty";
import { prepareDesign } from "./design";
import { featureHash } from "./feature-hash";
import { FEATURE_NAMES, type FeatureName } from "./feature-names";
import { fitCalibration } from "./fit-calibration";
import { scorerOf } from "./linear-scorer";
import type { PretrendModel } from "./model";
import { LABEL_MS, type PretrendSamples } from "./samples";
import { trainingBefore, walkForward } from "./walk-forward";

/** A model before anybody measured what it is worth. */
export type UnmeasuredModel = Omit<PretrendModel, "measured" | "gate">;

export interface TrainingPlan {
  readonly since: UnixMs;
  /** The test begins here: nothing whose label or embargo reaches it is learnt from. */
  readonly until: UnixMs;
  readonly seed: number;
  /** Walk-forward folds within the training span, for penalty and calibration. */
  readonly folds?: number;
  /** Only these features, for a benchmark. */
  readonly only?: readonly FeatureName[];
  readonly penalties?: readonly number[];
}

export const FOLDS = 5;

/** Null when the span holds too little to walk forward in. */
export function trainPretrend(samples: PretrendSamples, plan: TrainingPlan): UnmeasuredModel | null {
  const range = trainingBefore(samples, plan.since, plan.until);
  const lastAt = range.to > range.from ? (samples.at[range.to - 1] as number) : plan.since;
  const folds = walkForward(samples, plan.since, lastAt + 1, plan.folds ?? FOLDS);
  if (folds.length < 2) return null;
  const chosen = choosePenalty(samples, folds, plan.only, plan.penalties);
  const held = folds.map(({ test }, index) => ({
    scores: chosen.scores[index] as Float64Array,
    outcome: samples.outcome.subarray(test.from, test.to),
  }));
  const calibration = fitCalibration(held);
  const first = folds[0] as (typeof folds)[number];
  const rows = { from: first.test.from, to: range.to };
  const said = Float64Array.from(
    held.flatMap(({ scores }) => Array.from(scores, (score) => calibrate(calibration, score))),
  );
  const design = prepareDesign(samples, range, plan.only);
  const scorer = scorerOf(design, fitLogistic(design.problem, chosen.penalty));
  return {
    format: 1,
    kind: "logistic",
    featureHash: featureHash(),
    features: [...FEATURE_NAMES],
    centre: [...design.centre],
    scale: [...design.scale],
    beta: Array.from(scorer.beta),
    missingBeta: Array.from(scorer.missingBeta),
    trained: [...design.trained],
    intercept: scorer.intercept,
    calibration,
    bins: calibrationBins(said, samples.outcome.subarray(rows.from, rows.to), samples.at.subarray(rows.from, rows.to)),
    baseRate: design.baseRate,
    penalty: chosen.penalty,
    seed: plan.seed,
    trainedOn: {
      from: samples.at[range.from] as number,
      to: lastAt + LABEL_MS,
      coins: new Set(samples.coin.subarray(range.from, range.to)).size,
      samples: range.to - range.from,
    },
  };
}
