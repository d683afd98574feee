import { z } from "zod";

/** What is remembered of one rule and one coin between two boards: A.17. Everything else is in the rule and the board. */
export const ruleStateSchema = z.object({
  ruleId: z.string(),
  coinId: z.string(),
  armed: z.boolean(),
  /** How often it has fired; the next firing's number is one more. */
  episodes: z.number().int(),
  /** Market time of the last firing. */
  lastFiredAt: z.number().nullable(),
  /** The reading judged last, of the first condition: for "why has it not fired". */
  lastValue: z.number().nullable(),
  /** When it was judged last, and by which board. */
  judgedAt: z.number().nullable(),
  judgedSequence: z.number().int().nullable(),
  /** Why the last judgement did not fire; empty when it did. */
  heldBack: z.enum(["", "below", "cooling", "not_rearmed", "stale", "no_data", "muted", "first_sight"]),
  /** What event conditions compare with: readings at the last judgement, by condition. */
  before: z.array(z.union([z.number(), z.string()]).nullable()),
});
export type RuleState = z.infer<typeof ruleStateSchema>;

/** One firing: an episode of a rule on a coin. `ruleId:coinId:episode` is its key. */
export const firingSchema = z.object({
  key: z.string(),
  ruleId: z.string(),
  ruleVersion: z.number().int(),
  coinId: z.string(),
  symbol: z.string(),
  episode: z.number().int(),
  /** Market time of the board that fired it. */
  at: z.number(),
  sequence: z.number().int().nullable(),
  value: z.number().nullable(),
  /** One sentence: what happened. */
  reason: z.string(),
  /** True when the rule was already fulfilled as it was made. */
  alreadyTrue: z.boolean(),
  /** Judged after the fact, from stored history. */
  late: z.boolean(),
});
export type Firing = z.infer<typeof firingSchema>;
