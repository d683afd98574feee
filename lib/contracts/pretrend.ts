import { z } from "zod";

const nullableNumber = z.number().nullable();

/** Which model speaks, and why it is that one. */
export const pretrendServingSchema = z.object({
  model: z.enum(["logistic", "boosted", "base_rate"]),
  /** Why the base rate speaks instead of a model; empty when a model does. */
  reason: z.string(),
  baseRate: z.number(),
  featureHash: z.string().nullable(),
  trainedOn: z
    .object({ from: z.number(), to: z.number(), coins: z.number().int(), samples: z.number().int() })
    .nullable(),
  /** Brier skill score on the untouched block, with its 95 % interval. */
  skill: nullableNumber,
  skillLow: nullableNumber,
  skillHigh: nullableNumber,
  calibrationError: nullableNumber,
});
export type PretrendServing = z.infer<typeof pretrendServingSchema>;

/** One coin's probability and what it is made of, in a Redis hash by coin id. */
export const pretrendDetailsSchema = z.object({
  probability: z.number().min(0).max(1),
  /** 90 % Wilson interval of the calibration bin; null for the base rate. */
  low: nullableNumber,
  high: nullableNumber,
  confidence: nullableNumber,
  coverage: z.number(),
  /** Log-odds, largest size first. */
  factors: z.array(z.object({ name: z.string(), value: nullableNumber, logOdds: z.number() })),
  rationale: z.string(),
  computedAt: z.number(),
});
export type PretrendDetails = z.infer<typeof pretrendDetailsSchema>;
