import { z } from "zod";
import { channelKindSchema, deliveryStateSchema } from "@/lib/contracts/delivery-state";

/** A channel as the wire has it: where it leads in a form that gives nothing away. */
export const wireChannelSchema = z
  .object({
    id: z.string(),
    kind: channelKindSchema,
    label: z.string(),
    /** "t…@example.org", "…/hooks/ab…". */
    destination: z.string(),
    state: z.enum(["active", "disabled"]),
    /** Why it was disabled, in the channel's own words. */
    disabled_reason: z.string().nullable(),
    /** False when the operator has not set this kind up (no SMTP server, no bot token): nothing can be sent. */
    configured: z.boolean(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Channel" });
export type WireChannel = z.infer<typeof wireChannelSchema>;

/** A kind of channel, and what the operator must set before it can be used. */
export const channelKindStateSchema = z.object({
  kind: channelKindSchema,
  configured: z.boolean(),
  /** "Set SMTP_HOST and ALERT_EMAIL_FROM."; null when nothing is missing. */
  missing: z.string().nullable(),
});

/** Answer of `GET /market/channels`: the inbox first, then oldest first. */
export const channelsListSchema = z.object({
  channels: z.array(wireChannelSchema),
  kinds: z.array(channelKindStateSchema),
});
export type ChannelsList = z.infer<typeof channelsListSchema>;

/** Answer of `POST /market/channels`. The secret that a webhook is signed with is in this answer and nowhere else. */
export const createdChannelSchema = z.object({ channel: wireChannelSchema, secret: z.string().nullable() });

/** Answer of `GET /market/channels/push-key`: what a browser subscribes with; null where push is switched off. */
export const pushKeySchema = z.object({ public_key: z.string().nullable() });

/** Answer of `POST /market/channels/{id}/test`, as far as it has come within a few seconds. */
export const channelTestSchema = z.object({
  delivery_id: z.string(),
  state: deliveryStateSchema,
  /** What the channel answered, in its own words; null while nothing was answered yet. */
  answer: z.string().nullable(),
});
export type ChannelTest = z.infer<typeof channelTestSchema>;

const labelSchema = z.string().trim().max(80, { error: "must be 80 characters at most" }).default("");

/** Body of `POST /market/channels`. */
export const createChannelBodySchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("email"),
    label: labelSchema,
    address: z.email({ error: "must be an e-mail address" }).max(254),
  }),
  z.object({
    kind: z.literal("telegram"),
    label: labelSchema,
    chat_id: z
      .string()
      .regex(/^(-?\d{1,16}|@\w{4,32})$/u, { error: "must be a chat id such as 123456789 or @channel" }),
  }),
  z.object({
    kind: z.literal("webhook"),
    label: labelSchema,
    url: z.url({ error: "must be an http(s) address" }).max(2_000),
  }),
  z.object({
    kind: z.literal("discord"),
    label: labelSchema,
    url: z.url({ error: "must be a Discord webhook address" }).max(2_000),
  }),
  z.object({
    kind: z.literal("push"),
    label: labelSchema,
    subscription: z.object({
      endpoint: z.url({ protocol: /^https$/u, error: "must be an https address" }).max(1_000),
      keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    }),
  }),
]);
export type CreateChannelBody = z.infer<typeof createChannelBodySchema>;
