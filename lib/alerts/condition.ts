import { z } from "zod";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { actionSchema } from "@/lib/momentum/scored-coin";

/** What a condition can read of a coin. */
export const readingNameSchema = z.enum(["score", "price", "whale", "pretrend"]);
export type ReadingName = z.infer<typeof readingNameSchema>;

const thresholds = {
  score: z
    .number({ error: "must be a score from 0 to 100" })
    .min(0, { error: "must be a score from 0 to 100" })
    .max(100, { error: "must be a score from 0 to 100" }),
  price: z
    .number({ error: "must be a price above 0" })
    .positive({ error: "must be a price above 0" })
    .max(1e15, { error: "must be a price of at most 1e15" }),
  share: z
    .number({ error: "must be from 0 to 1" })
    .min(0, { error: "must be from 0 to 1" })
    .max(1, { error: "must be from 0 to 1" }),
} as const;

/** Levels: true for as long as the reading stands there, armed again only past the hysteresis (A.17). */
const levels = [
  z.object({ type: z.literal("score_above"), threshold: thresholds.score }),
  z.object({ type: z.literal("score_below"), threshold: thresholds.score }),
  z.object({ type: z.literal("price_above"), threshold: thresholds.price }),
  z.object({ type: z.literal("price_below"), threshold: thresholds.price }),
  z.object({ type: z.literal("whale_seen"), threshold: thresholds.share.default(0.6) }),
  z.object({ type: z.literal("pretrend_above"), threshold: thresholds.share }),
] as const;

const percentRule = "must be a percentage from 0.1 to 1000";
const topRule = "must be a whole number from 1 to 1000";

/** Events: need an earlier observation, and never fire at a first sight. */
const events = [
  z.object({ type: z.literal("score_crosses"), direction: z.enum(["up", "down"]), threshold: thresholds.score }),
  z.object({ type: z.literal("price_crosses"), direction: z.enum(["up", "down"]), threshold: thresholds.price }),
  z.object({
    type: z.literal("percent_move"),
    reading: z.enum(["price", "score"]),
    direction: z.enum(["up", "down", "either"]),
    window: rankWindowSchema,
    percent: z.number({ error: percentRule }).min(0.1, { error: percentRule }).max(1_000, { error: percentRule }),
  }),
  z.object({
    type: z.literal("rank_top"),
    change: z.enum(["enters", "leaves"]),
    top: z.number({ error: topRule }).int({ error: topRule }).min(1, { error: topRule }).max(1_000, { error: topRule }),
  }),
  z.object({ type: z.literal("cluster_change") }),
  z.object({ type: z.literal("action_change"), to: actionSchema.nullable().default(null) }),
] as const;

export const conditionSchema = z.discriminatedUnion("type", [...levels, ...events]);
export type Condition = z.infer<typeof conditionSchema>;

const EVENT_TYPES: ReadonlySet<Condition["type"]> = new Set([
  "score_crosses",
  "price_crosses",
  "rank_top",
  "cluster_change",
  "action_change",
]);

/** An event is over as soon as it has happened; everything else holds for a while. */
export const isEvent = ({ type }: Condition): boolean => EVENT_TYPES.has(type);

export const CONDITIONS_MAX = 8;

/** One condition, or a group of conditions and groups of conditions: two levels, eight conditions in all. */
export const whenSchema = z
  .union([
    conditionSchema,
    z.object({
      match: z.enum(["all", "any"]),
      of: z
        .array(
          z.union([conditionSchema, z.object({ match: z.enum(["all", "any"]), of: z.array(conditionSchema).min(1) })]),
        )
        .min(1),
    }),
  ])
  .refine((when) => countConditions(when) <= CONDITIONS_MAX, {
    error: `must have at most ${CONDITIONS_MAX} conditions`,
  });
export type When = z.infer<typeof whenSchema>;

/** Whether it is over as soon as it has happened: an event, all of several with one among them, or any of events alone. */
export function isMomentary(when: Group): boolean {
  if (!("of" in when)) return isEvent(when);
  return when.match === "all" ? when.of.some(isMomentary) : when.of.every(isMomentary);
}

type Group = Condition | { match: "all" | "any"; of: readonly Group[] };

function countConditions(when: Group): number {
  return "of" in when ? when.of.reduce((sum, part) => sum + countConditions(part), 0) : 1;
}
