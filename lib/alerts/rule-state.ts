import { z } from "zod";

/**
 * What is remembered of one rule and one coin between two boards (A.17). There is none before the first firing or
 * deferral: the rule is armed then. What the coin stood at is in the boards, not here.
 */
export const ruleStateSchema = z.object({
  ruleId: z.string(),
  coinId: z.string(),
  armed: z.boolean(),
  /** How often it has fired; the next firing's number is one more. */
  episodes: z.number().int(),
  /** Market time of the last firing. */
  lastFiredAt: z.number().nullable(),
  /** Market time since which a firing waits for the quiet time or a mute window to end; null when none does. */
  deferredSince: z.number().nullable(),
});
export type RuleState = z.infer<typeof ruleStateSchema>;

/** Why the judgement of a rule on a coin did not fire. */
export const heldBackSchema = z.enum(["not_met", "not_rearmed", "cooling", "muted", "stale", "no_data", "ended"]);
export type HeldBack = z.infer<typeof heldBackSchema>;

/** One firing: an episode of a rule on a coin. */
export const firingSchema = z.object({
  /** `rule:coin:episode`: a repeated delivery carries the same one. */
  key: z.string(),
  ruleId: z.string(),
  ruleVersion: z.number().int(),
  coinId: z.string(),
  symbol: z.string(),
  episode: z.number().int(),
  /** Market time of the board that fired it. */
  at: z.number(),
  /** Null when it was judged from stored history. */
  sequence: z.number().int().nullable(),
  /** The reading of the rule's first condition. */
  value: z.number().nullable(),
  /** The condition held already as the rule was made. */
  alreadyTrue: z.boolean(),
  /** When it began to wait; null when it fired at once. */
  deferredSince: z.number().nullable(),
  /** Judged after the fact. */
  late: z.boolean(),
});
export type Firing = z.infer<typeof firingSchema>;
