import { z } from "zod";
import { actionSchema } from "./scored-coin";

/** One coin as the stream carries it. `delta` is points since the last time this coin was broadcast. */
export const broadcastRowSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  rank: z.number().int().nullable(),
  momentum_score: z.number(),
  delta: z.number(),
  action: actionSchema,
  whale_confidence: z.number().nullable(),
  pretrend_prob: z.number().nullable(),
});
export type BroadcastRow = z.infer<typeof broadcastRowSchema>;
