import { z } from "zod";

/** What can be wrong with a running instance. Each has a heading of this name in RUNBOOK.md; a test holds the two together. */
export const troubleIdSchema = z.enum([
  "redis-away",
  "postgres-away",
  "silent-processes",
  "wrong-clock",
  "no-coins",
  "stale-market",
  "scores-neutral",
  "sockets-not-connecting",
  "alerts-not-sending",
  "clustering-not-working",
  "backtests-stuck",
  "whales-missing",
  "jobs-waiting",
]);
export type TroubleId = z.infer<typeof troubleIdSchema>;

/** One thing that is wrong, and how to mend it, in words for whoever runs the instance. */
export const troubleSchema = z.object({
  id: troubleIdSchema,
  what: z.string(),
  mend: z.string(),
});
export type Trouble = z.infer<typeof troubleSchema>;
