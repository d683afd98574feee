import { z } from "zod";
import { scorecardHorizonSchema, scorecardPopulationSchema } from "@/lib/momentum/scorecard-report";
import { freshnessShape } from "./freshness-shape";

const nullableNumber = z.number().nullable();

/** With its 95 % interval; the bounds are null where there are too few days or weeks to tell. */
const estimateSchema = z.object({ value: z.number(), low: nullableNumber, high: nullableNumber });

export const wireScoreMeasureSchema = z
  .object({
    horizon: scorecardHorizonSchema,
    /**
     * `large`: market cap of 100 M$ and 24 h volume of 20 M$ or more; as of then in the recording, as the caveats say in the
     * own history.
     */
    population: scorecardPopulationSchema,
    samples: z.number().int(),
    /** Samples without a later price; in no figure. */
    unknowable: z.number().int(),
    moments: z.number().int(),
    /** Days (24h) or weeks (7d), which the intervals resample. */
    blocks: z.number().int(),
    /** Spearman's within a moment, averaged over moments. */
    rank_correlation: estimateSchema.nullable(),
    /** Highest tenth minus lowest. */
    spread: estimateSchema.nullable(),
    /** Returns are logarithmic, in usual moves of the coin over the horizon (σ1h·√hours). */
    deciles: z.array(
      z.object({
        decile: z.number().int(),
        samples: z.number().int(),
        mean_score: z.number(),
        mean_return: estimateSchema,
        median_return: z.number(),
        /** Above the mean of all coins of the same moment. */
        excess_return: estimateSchema,
        mean_raw_return_pct: z.number(),
        /** Share that ended higher. */
        hit_rate: z.number(),
      }),
    ),
  })
  .meta({ id: "ScoreMeasure" });
export type WireScoreMeasure = z.infer<typeof wireScoreMeasureSchema>;

export const wireScoreReportSchema = z
  .object({
    score_version: z.number().int(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    prices_until: z.iso.datetime(),
    every_hours: z.number(),
    coins: z.number().int(),
    draws: z.number().int(),
    measures: z.array(wireScoreMeasureSchema),
  })
  .meta({ id: "ScoreReport" });
export type WireScoreReport = z.infer<typeof wireScoreReportSchema>;

const reliabilitySchema = z.array(
  z.object({ said: z.number(), happened: z.number(), samples: z.number().int(), from: z.number(), to: z.number() }),
);
export type WireReliability = z.infer<typeof reliabilitySchema>;

/** A forecast on days that no choice was made on. */
const forecastSchema = z.object({
  brier: estimateSchema,
  brier_skill: estimateSchema,
  auc: estimateSchema,
  calibration_error: estimateSchema,
  top_decile_lift: estimateSchema,
});

export const wirePretrendReportSchema = z
  .object({
    model_hash: z.string(),
    trained_from: z.iso.datetime(),
    trained_until: z.iso.datetime(),
    measured_from: z.iso.datetime(),
    measured_until: z.iso.datetime(),
    samples: z.number().int(),
    days: z.number().int(),
    base_rate: z.number(),
    outcome_rate: z.number(),
    model: forecastSchema,
    benchmarks: z.object({
      base_rate: forecastSchema,
      momentum_24h: forecastSchema,
      shuffled_labels: forecastSchema,
    }),
    reliability: reliabilitySchema,
  })
  .meta({ id: "PretrendReport" });
export type WirePretrendReport = z.infer<typeof wirePretrendReportSchema>;

export const wirePretrendRecordSchema = z
  .object({
    measured_at: z.iso.datetime(),
    window_days: z.number(),
    resolved: z.number().int(),
    unknowable: z.number().int(),
    waiting: z.number().int(),
    days: z.number().int(),
    outcome_rate: nullableNumber,
    mean_probability: nullableNumber,
    brier: nullableNumber,
    brier_base_rate: nullableNumber,
    brier_skill: estimateSchema.nullable(),
    reliability: reliabilitySchema,
    allowed: z.boolean(),
    switched_at: z.iso.datetime().nullable(),
    reason: z.string(),
  })
  .meta({ id: "PretrendRecord" });
export type WirePretrendRecord = z.infer<typeof wirePretrendRecordSchema>;

/** `GET /api/market/scorecard`. */
export const scorecardAnswerSchema = z.object({
  /**
   * `timestamp`: the newest measurement made here; `as_of`: the newest price in it; `stale`: a measurement of here is overdue.
   * Before the first one here, the end of what the repository has.
   */
  ...freshnessShape,
  score: z.object({
    /** Measured over a recording with the production scorer; in the repository. */
    recorded: z
      .object({ recording: z.string(), caveats: z.array(z.string()), report: wireScoreReportSchema })
      .nullable(),
    /** From this installation's own history; null before the first daily measurement. */
    own: z
      .object({
        measured_at: z.iso.datetime(),
        history_days: z.number(),
        needed_days: z.number(),
        caveats: z.array(z.string()),
        report: wireScoreReportSchema.nullable(),
      })
      .nullable(),
  }),
  pretrend: z.object({
    /** What is served now; null before the first full refresh. */
    serving: z
      .object({ model: z.string(), reason: z.string(), base_rate: z.number(), model_hash: z.string().nullable() })
      .nullable(),
    /** The loaded model on the block of days that was kept back; null where this build measured another one. */
    report: wirePretrendReportSchema.nullable(),
    /** Why there is none; empty when there is one. */
    report_reason: z.string(),
    /** The loaded model on the last thirty days here; null before the first follow-up. */
    live: wirePretrendRecordSchema.nullable(),
  }),
});
export type ScorecardAnswer = z.infer<typeof scorecardAnswerSchema>;
