import { featureHash } from "@/lib/pretrend/feature-hash";
import { FEATURE_COUNT, FEATURE_NAMES } from "@/lib/pretrend/feature-names";
import type { PretrendModel } from "@/lib/pretrend/model";

/** A model that says the same of every coin, whose gate is open. */
export function modelFixture(probability: number, changes: Partial<PretrendModel> = {}): PretrendModel {
  const each = (value: number) => Array.from({ length: FEATURE_COUNT }, () => value);
  const estimate = { value: 0.02, low: 0.01, high: 0.03 };
  return {
    format: 1,
    kind: "logistic",
    featureHash: featureHash(),
    features: [...FEATURE_NAMES],
    centre: each(0),
    scale: each(1),
    beta: each(0),
    missingBeta: each(0),
    trained: Array.from({ length: FEATURE_COUNT }, () => true),
    intercept: Math.log(probability / (1 - probability)),
    calibration: { kind: "platt", slope: 1, offset: 0 },
    bins: [{ upTo: 1, rate: probability, samples: 1_000, effectiveSamples: 500 }],
    baseRate: 0.25,
    penalty: 1,
    seed: 1,
    trainedOn: { from: 0, to: 1, coins: 2, samples: 3 },
    measured: {
      from: 1,
      to: 2,
      samples: 1_000,
      baseRate: 0.25,
      skill: estimate,
      calibrationError: { value: 0.01, low: 0, high: 0.02 },
      auc: { value: 0.55, low: 0.53, high: 0.57 },
    },
    gate: { serve: true, reason: "" },
    ...changes,
  };
}
