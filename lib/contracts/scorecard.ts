import { z } from "zod";
import { scorecardReportSchema } from "@/lib/momentum/scorecard-report";

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
