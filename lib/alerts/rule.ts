import { z } from "zod";
import { actionSchema } from "@/lib/momentum/scored-coin";
import { whenSchema } from "./condition";

/** Any coin that passes this; the names and meanings of the list's own filter. */
export const coinFilterSchema = z.object({
  minMarketCap: z.number().min(0).nullable().default(null),
  maxMarketCap: z.number().min(0).nullable().default(null),
  minVolume: z.number().min(0).nullable().default(null),
  minScore: z.number().min(0).max(100).nullable().default(null),
  actions: z.array(actionSchema).nullable().default(null),
  clusterId: z.number().int().nullable().default(null),
  minWhale: z.number().min(0).max(1).nullable().default(null),
});
export type CoinFilter = z.infer<typeof coinFilterSchema>;

export const scopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("coin"), coinId: z.string().min(1) }),
  z.object({ kind: z.literal("watchlist"), watchlistId: z.string().min(1) }),
  z.object({ kind: z.literal("filter"), filter: coinFilterSchema }),
]);
export type Scope = z.infer<typeof scopeSchema>;

const clockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, { error: "must be a time such as 22:30" });

/** Hours in which nothing is sent; a firing inside is held back and listed. Minutes of the day in UTC. */
export const muteSchema = z.object({
  /** 0 Sunday … 6 Saturday, of the window's start. */
  days: z.array(z.number().int().min(0).max(6)).min(1),
  from: clockText,
  to: clockText,
});
export type Mute = z.infer<typeof muteSchema>;

/** What its owner wants to be told. */
export const ruleSchema = z.object({
  id: z.string(),
  name: z.string().max(120),
  scope: scopeSchema,
  when: whenSchema,
  repeat: z.enum(["once", "every_episode"]),
  cooldownMinutes: z.number().min(0).max(10_080),
  /** In the reading's own unit; null: the type's usual one. */
  hysteresis: z.number().min(0).nullable(),
  expiresAt: z.number().nullable(),
  mutes: z.array(muteSchema).max(10),
  channelIds: z.array(z.string()).max(10),
  state: z.enum(["active", "paused", "ended"]),
  /** Grows with every change: a firing tells which version of the rule it is of. */
  version: z.number().int().positive(),
  createdAt: z.number(),
});
export type Rule = z.infer<typeof ruleSchema>;
