import { z } from "zod";
import { whenSchema } from "@/lib/alerts/condition";
import { muteSchema, ruleSchema, scopeSchema } from "@/lib/alerts/rule";
import { heldBackSchema } from "@/lib/alerts/rule-state";
import { integerText } from "./query-text";

export const alertTypeSchema = z.enum([
  "score_above",
  "score_below",
  "price_above",
  "price_below",
  "whale_seen",
  "pretrend_above",
]);

/** The contract's short form: one coin, one threshold. `user_contact` is the address of the channels that need one. */
export const shortAlertBodySchema = z.object({
  user_contact: z.string().trim().max(2_000).default(""),
  symbol: z.string().trim().min(1, { error: "must be a coin's symbol or id" }).max(100),
  alert_type: alertTypeSchema,
  threshold: z.number({ error: "must be a number" }).optional(),
  channels: z
    .array(z.enum(["email", "telegram", "push", "webhook", "discord", "inbox"]))
    .max(6)
    .default(["inbox"]),
});

/** Our own long form. `scope.coinId` takes an id or an unambiguous symbol. */
export const ruleBodySchema = z.object({
  name: z.string().trim().max(120, { error: "must be 120 characters at most" }).default(""),
  scope: scopeSchema,
  when: whenSchema,
  repeat: ruleSchema.shape.repeat.default("every_episode"),
  cooldown_minutes: ruleSchema.shape.cooldownMinutes.optional(),
  hysteresis: ruleSchema.shape.hysteresis.default(null),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
  mutes: z.array(muteSchema).max(10).default([]),
  channel_ids: z.array(z.string()).max(10).default([]),
});
export type RuleBody = z.infer<typeof ruleBodySchema>;

/** Body of `PATCH /market/alerts/{id}`: what is left out stays as it is, so nothing here has a default. */
export const rulePatchSchema = z.object({
  name: ruleBodySchema.shape.name.unwrap().optional(),
  scope: scopeSchema.optional(),
  when: whenSchema.optional(),
  repeat: ruleSchema.shape.repeat.optional(),
  cooldown_minutes: ruleSchema.shape.cooldownMinutes.optional(),
  hysteresis: ruleSchema.shape.hysteresis.optional(),
  expires_at: ruleBodySchema.shape.expires_at.unwrap().optional(),
  mutes: z.array(muteSchema).max(10).optional(),
  channel_ids: z.array(z.string()).max(10).optional(),
  state: z.enum(["active", "paused"], { error: "must be active or paused" }).optional(),
});
export type RulePatch = z.infer<typeof rulePatchSchema>;

/** Query of `GET /market/alerts`. */
export const alertsQuerySchema = z.object({
  page: integerText(1, 10_000).default(1),
  per_page: integerText(1, 200).default(100),
  state: z.enum(["active", "paused", "ended"], { error: "must be active, paused or ended" }).optional(),
  coin: z.string().optional(),
});

/** Query of `GET /market/firings`, newest first. */
export const firingsQuerySchema = z.object({
  alert_id: z.string().optional(),
  unread: z.enum(["true", "false"], { error: "must be true or false" }).optional(),
  limit: integerText(1, 200).default(50),
  page: alertsQuerySchema.shape.page,
});

/** Body of `POST /market/firings/read`. */
export const readFiringsBodySchema = z.union(
  [z.object({ all: z.literal(true) }), z.object({ keys: z.array(z.string().max(1_000)).min(1).max(500) })],
  { error: 'must be {"all": true} or {"keys": [up to 500 keys]}' },
);

/** What a rule's coin stands at, and what keeps it from firing. */
export const alertStandingSchema = z.object({
  coin_id: z.string(),
  symbol: z.string(),
  state: z.enum(["armed", "firing", "cooling", "no_data", "muted"]),
  value: z.number().nullable(),
  /** Threshold minus value in the direction of firing; null where there is no such distance. */
  distance: z.number().nullable(),
  /** "Score 74.2, fires at 80: 5.8 points away." */
  sentence: z.string(),
  judged_at: z.iso.datetime().nullable(),
  held_back: heldBackSchema.nullable(),
  episodes: z.number().int(),
  last_fired_at: z.iso.datetime().nullable(),
});

export const wireAlertSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The rule in words. */
    sentence: z.string(),
    state: ruleSchema.shape.state,
    version: z.number().int(),
    rule: ruleBodySchema,
    /** One coin: its standing. A scope of many: the nearest five. */
    standings: z.array(alertStandingSchema),
    firings: z.number().int(),
    last_fired_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Alert" });
export type WireAlert = z.infer<typeof wireAlertSchema>;

export const alertsListSchema = z.object({
  total: z.number().int(),
  alerts: z.array(wireAlertSchema),
  timestamp: z.iso.datetime(),
});

/** Answer of `POST /market/alerts`. */
export const alertCreatedSchema = z.object({
  alert_id: z.string(),
  status: z.literal("created"),
  message: z.string(),
  /** True when the condition holds already: it fires once right away. */
  already_true: z.boolean(),
  /** What a webhook that was made with the alert is signed with; in this answer and nowhere else. */
  webhook_secret: z.string().optional(),
});

/** Answer of `POST /market/alerts/{id}/test`: one delivery for each of the rule's channels. */
export const alertTestedSchema = z.object({ delivery_ids: z.array(z.string()) });

/** Answer of `POST /market/alerts/preview`: how often it would have fired. */
export const alertPreviewSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  total: z.number().int(),
  /** Firings less than an hour after another. */
  storms: z.number().int(),
  firings: z.array(
    z.object({ time: z.iso.datetime(), coin_id: z.string(), symbol: z.string(), value: z.number().nullable() }),
  ),
  /** Percent after 1, 4 and 24 h; null medians under five firings. */
  outcomes: z.array(
    z.object({
      hours: z.number(),
      n: z.number().int(),
      median: z.number().nullable(),
      worst: z.number().nullable(),
      best: z.number().nullable(),
    }),
  ),
  gaps: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime() })),
  /** The condition holds now: it fires once right away. */
  already_true: z.boolean(),
  /** Coins that were played. */
  coins: z.number().int(),
  /** What the record cannot say, or what was left out, each as a sentence. */
  notes: z.array(z.string()),
  sentence: z.string(),
  /** One suggestion at most. */
  suggestion: z.string().nullable(),
});
export type AlertPreview = z.infer<typeof alertPreviewSchema>;
