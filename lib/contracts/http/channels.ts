import { z } from "zod";
import { channelKindSchema } from "@/lib/contracts/delivery";

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
