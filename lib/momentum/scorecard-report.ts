import { z } from "zod";

/** How far ahead a score is followed. */
export const scorecardHorizonSchema = z.enum(["24h", "7d"]);
export type ScorecardHorizon = z.infer<typeof scorecardHorizonSchema>;

/** `large`: market cap of 100 M$ and 24 h volume of 20 M$ or more, as they were at the time; `small`: every other coin. */
export const scorecardPopulationSchema = z.enum(["all", "large", "small"]);
export type ScorecardPopulation = z.infer<typeof scorecardPopulationSchema>;

/** An estimate with its 95 % interval; the bounds are null where there are too few blocks to tell. */
export const estimateSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** One tenth of the coins of each moment, by score: 1 the lowest. Returns are logarithmic, over the coin's usual move (σ√h). */
export const scorecardDecileSchema = z.object({
  decile: z.number().int().min(1).max(10),
  samples: z.number().int(),
  meanScore: z.number(),
  meanReturn: estimateSchema,
  medianReturn: z.number(),
  /** Above the mean of all coins of the same moment: what is left when the market's own move is taken out. */
  excessReturn: estimateSchema,
  /** Unscaled, a fraction. */
  meanRawReturn: z.number(),
  /** Share that ended higher, 0–1. */
  hitRate: z.number(),
});
export type ScorecardDecile = z.infer<typeof scorecardDecileSchema>;

export const scorecardMeasureSchema = z.object({
  horizon: scorecardHorizonSchema,
  population: scorecardPopulationSchema,
  samples: z.number().int(),
  /** Samples whose price after the horizon is not known; they are in no figure. */
  unknowable: z.number().int(),
  moments: z.number().int(),
  /** Days (24 h) or weeks (7 d): what the interval resamples, because windows overlap. */
  blocks: z.number().int(),
  /** Spearman's correlation of score and forward return within a moment, averaged over moments. */
  rankCorrelation: estimateSchema.nullable(),
  /** Excess return of the highest tenth minus that of the lowest. */
  spread: estimateSchema.nullable(),
  deciles: z.array(scorecardDecileSchema),
});
export type ScorecardMeasure = z.infer<typeof scorecardMeasureSchema>;

export const scorecardReportSchema = z.object({
  scoreVersion: z.number().int(),
  /** First and last moment that was scored, market time. */
  from: z.number(),
  to: z.number(),
  /** The newest price that was used. */
  pricesUntil: z.number(),
  everyHours: z.number(),
  coins: z.number().int(),
  draws: z.number().int(),
  seed: z.number().int(),
  measures: z.array(scorecardMeasureSchema),
});
export type ScorecardReport = z.infer<typeof scorecardReportSchema>;
