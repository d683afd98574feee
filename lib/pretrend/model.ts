import { z } from "zod";
import { FEATURE_COUNT } from "./feature-names";

const finite = z.number();
const perFeature = z.array(finite).length(FEATURE_COUNT);
const probability = z.number().min(0).max(1);

/** An estimate with its 95 % day-block bootstrap interval, null over fewer than eight days. */
export const estimateSchema = z.object({ value: finite, low: finite.nullable(), high: finite.nullable() });
export type Estimate = z.infer<typeof estimateSchema>;

/** From a score in log-odds to a probability. */
export const calibrationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("platt"), slope: finite, offset: finite }),
  /** Non-decreasing steps, joined by straight lines: `scores` ascending, one probability each. */
  z.object({ kind: z.literal("isotonic"), scores: z.array(finite).min(1), probabilities: z.array(probability).min(1) }),
]);
export type Calibration = z.infer<typeof calibrationSchema>;

/** How often it came true where the model said about this much, out of sample. */
export const calibrationBinSchema = z.object({
  /** The bin holds probabilities up to here; the last one everything above. */
  upTo: probability,
  rate: probability,
  samples: z.number().int().positive(),
  /** As many independent samples would be as uncertain: samples of one day and one market are not. */
  effectiveSamples: z.number().positive(),
});

/** A trained model with what it was measured to be worth: `models/pretrend.json`. */
export const pretrendModelSchema = z.object({
  format: z.literal(1),
  kind: z.literal("logistic"),
  featureHash: z.string(),
  features: z.array(z.string()).length(FEATURE_COUNT),
  centre: perFeature,
  scale: z.array(z.number().positive()).length(FEATURE_COUNT),
  /** Log-odds of a unit of the standardised feature; 0 for one that the training days do not hold. */
  beta: perFeature,
  /** Log-odds of the feature being missing. */
  missingBeta: perFeature,
  /** Which features the training days held: the others cannot move a probability. */
  trained: z.array(z.boolean()).length(FEATURE_COUNT),
  intercept: finite,
  calibration: calibrationSchema,
  bins: z.array(calibrationBinSchema).min(1),
  baseRate: probability,
  penalty: z.number().positive(),
  seed: z.number().int(),
  trainedOn: z.object({
    from: z.number().int(),
    to: z.number().int(),
    coins: z.number().int(),
    samples: z.number().int(),
  }),
  /** What the untouched last block says. */
  measured: z.object({
    from: z.number().int(),
    to: z.number().int(),
    samples: z.number().int(),
    baseRate: probability,
    skill: estimateSchema,
    calibrationError: estimateSchema,
    auc: estimateSchema,
  }),
  gate: z.object({ serve: z.boolean(), reason: z.string() }),
});
export type PretrendModel = z.infer<typeof pretrendModelSchema>;
