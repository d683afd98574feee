import { z } from "zod";

const estimateSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const measuresSchema = z.object({
  samples: z.number().int(),
  days: z.number().int(),
  outcomeRate: z.number(),
  brier: estimateSchema,
  skill: estimateSchema,
  auc: estimateSchema,
  calibrationError: estimateSchema,
  topDecileLift: estimateSchema,
  reliability: z.array(
    z.object({ low: z.number(), high: z.number(), said: z.number(), happened: z.number(), count: z.number() }),
  ),
});
export type PretrendMeasures = z.infer<typeof measuresSchema>;

/** What a reader needs of models/pretrend-report.json, which the training writes. Times are unix milliseconds. */
export const pretrendReportSchema = z.object({
  /** Names the model file that was measured, by its content. */
  modelHash: z.string(),
  /** What it learnt from, to the end of the last label. */
  trainedOn: z.object({ from: z.number(), to: z.number() }),
  /** Where the block that was kept back began: an embargo later. */
  until: z.number(),
  to: z.number(),
  trainingRate: z.number(),
  lastBlock: z.object({
    model: measuresSchema,
    base_rate: measuresSchema,
    momentum_24h: measuresSchema,
    shuffled_labels: measuresSchema,
  }),
});
export type PretrendReport = z.infer<typeof pretrendReportSchema>;
