import { z } from "zod";
import type { MarketSource } from "@/lib/market/clock";
import { estimateSchema, scorecardReportSchema } from "@/lib/momentum/scorecard-report";

/** Measured once over a recording by `npm run scorecard`, and kept in the repository: docs/score-scorecard.json. */
export const recordedScorecardSchema = z.object({
  /** What was replayed, in words. */
  recording: z.string(),
  /** What the measurement cannot say. */
  caveats: z.array(z.string()),
  report: scorecardReportSchema,
});
export type RecordedScorecard = z.infer<typeof recordedScorecardSchema>;

/** Measured over the history that this installation has stored, once a day. */
export const ownScorecardSchema = z.object({
  measuredAt: z.number(),
  /** Days of stored history, and how many a first measurement takes. */
  historyDays: z.number(),
  neededDays: z.number(),
  /** Null while the history is too short. */
  report: scorecardReportSchema.nullable(),
});
export type OwnScorecard = z.infer<typeof ownScorecardSchema>;

/** Whether a model may speak by its live record; an unknown state lets the model's own gate decide. */
export const pretrendStandingSchema = z.object({
  allowed: z.boolean(),
  /** When it was last switched, market time; null when it never was. */
  since: z.number().nullable(),
  /** Why it is switched off; empty when it is not. */
  reason: z.string(),
});
export type PretrendStanding = z.infer<typeof pretrendStandingSchema>;

/** A record made on one market says nothing of another: a simulated one must not switch off the model of the live one. */
export function pretrendRecordName(source: MarketSource, modelHash: string): string {
  return `${source}:${modelHash}`;
}

/** What became of the probabilities of the last thirty days, for the model that is loaded. */
export const pretrendScorecardSchema = z.object({
  measuredAt: z.number(),
  /** `pretrendRecordName` of the model and the market. */
  modelHash: z.string(),
  windowDays: z.number(),
  resolved: z.number().int(),
  unknowable: z.number().int(),
  /** Their 24 hours are not over. */
  waiting: z.number().int(),
  /** Days on which resolved probabilities were published. */
  days: z.number().int(),
  outcomeRate: z.number().nullable(),
  meanProbability: z.number().nullable(),
  brierModel: z.number().nullable(),
  brierBase: z.number().nullable(),
  /** 1 − Brier of the model ÷ Brier of the base rate, with a 95 % interval that resamples days. */
  skill: estimateSchema.nullable(),
  /** By probability, in steps of five hundredths; empty steps are left out. */
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      samples: z.number().int(),
      meanProbability: z.number(),
      outcomeRate: z.number(),
    }),
  ),
  standing: pretrendStandingSchema,
});
export type PretrendScorecard = z.infer<typeof pretrendScorecardSchema>;

/** What is measured of our own claims, and the shape of each. */
export interface ScorecardBySubject {
  score: OwnScorecard;
  pretrend: PretrendScorecard;
}
export type ScorecardSubject = keyof ScorecardBySubject;

export const scorecardSchemas: { readonly [S in ScorecardSubject]: z.ZodType<ScorecardBySubject[S]> } = {
  score: ownScorecardSchema,
  pretrend: pretrendScorecardSchema,
};
