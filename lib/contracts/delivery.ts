import { z } from "zod";

/** How to reach somebody. Secrets in it are encrypted at rest and never answered. */
export const channelConfigSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("email"), address: z.email().max(254) }),
  z.object({ kind: z.literal("telegram"), chatId: z.string().regex(/^(-?\d{1,16}|@\w{4,32})$/u) }),
  z.object({
    kind: z.literal("push"),
    endpoint: z.url({ protocol: /^https$/u }).max(1_000),
    p256dh: z.string().max(200),
    auth: z.string().max(100),
  }),
  z.object({ kind: z.literal("webhook"), url: z.url({ protocol: /^https?$/u }).max(2_000), secret: z.string() }),
  z.object({ kind: z.literal("discord"), url: z.url({ protocol: /^https?$/u }).max(2_000) }),
  z.object({ kind: z.literal("inbox") }),
]);
export type ChannelConfig = z.infer<typeof channelConfigSchema>;

/** What a channel answered to one attempt. */
export const deliveryOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("delivered"),
    providerId: z.string().nullable(),
    answer: z.string(),
    /** Where the channel has moved to, when it said so: to be kept. */
    movedTo: z.string().nullable(),
  }),
  /** Try again, not before `retryAfterMs`. */
  z.object({ kind: z.literal("retry"), reason: z.string(), retryAfterMs: z.number().nullable() }),
  /** Never again for this message. */
  z.object({ kind: z.literal("refused"), reason: z.string() }),
  /** Never again for this channel: blocked, gone, not an address. */
  z.object({ kind: z.literal("dead_channel"), reason: z.string() }),
]);
export type DeliveryOutcome = z.infer<typeof deliveryOutcomeSchema>;

/** What is to be said, before any channel has dressed it. Plain texts; every channel escapes for itself. */
export const alertMessageSchema = z.object({
  /** Idempotency key: a repeated delivery carries the same one. */
  key: z.string(),
  title: z.string(),
  lines: z.array(z.string()),
  /** Path on this instance, such as /alerts?firing=…; the address in front of it is the operator's. */
  path: z.string(),
  at: z.number(),
  late: z.boolean(),
  test: z.boolean(),
  firings: z.array(
    z.object({
      key: z.string(),
      coinId: z.string(),
      symbol: z.string(),
      rule: z.string(),
      value: z.number().nullable(),
      reason: z.string(),
      at: z.number(),
    }),
  ),
});
export type AlertMessage = z.infer<typeof alertMessageSchema>;
