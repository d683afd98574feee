import { z } from "zod";

const nullableNumber = z.number().nullable();

/** One coin's probability and what it is made of, in a Redis hash by coin id. */
export const pretrendDetailsSchema = z.object({
  probability: z.number().min(0).max(1),
  /** 90 % Wilson interval of the calibration bin; null for the base rate. */
  low: nullableNumber,
  high: nullableNumber,
  confidence: nullableNumber,
  /** Share of the trained features that are known; 0 for the base rate, which looks at none. */
  coverage: z.number(),
  /** Largest size first; empty for the base rate. */
  factors: z.array(z.object({ name: z.string(), value: nullableNumber, logOdds: z.number() })),
  rationale: z.string(),
  computedAt: z.number(),
});
export type PretrendDetails = z.infer<typeof pretrendDetailsSchema>;

/** One thing that moved a probability, in log-odds; its value is that before standardising, null when it is missing. */
export type PretrendFactor = PretrendDetails["factors"][number];
