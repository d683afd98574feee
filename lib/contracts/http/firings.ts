import { z } from "zod";
import { channelKindSchema, deliveryStateSchema } from "@/lib/contracts/delivery-state";

/** A message of a firing on its way through one channel. */
export const wireDeliverySchema = z.object({
  id: z.string(),
  channel_id: z.string(),
  kind: channelKindSchema,
  label: z.string(),
  state: deliveryStateSchema,
  attempts: z.array(z.object({ time: z.iso.datetime(), took_ms: z.number(), outcome: z.string(), answer: z.string() })),
  latency_ms: z.number().nullable(),
  provider_id: z.string().nullable(),
  error: z.string().nullable(),
  grouped_with: z.number().int(),
});
export type WireDelivery = z.infer<typeof wireDeliverySchema>;

export const wireFiringSchema = z
  .object({
    key: z.string(),
    alert_id: z.string(),
    alert_name: z.string(),
    coin_id: z.string(),
    symbol: z.string(),
    time: z.iso.datetime(),
    /** The reading of the rule's first condition. */
    value: z.number().nullable(),
    reason: z.string(),
    already_true: z.boolean(),
    late: z.boolean(),
    deferred_since: z.iso.datetime().nullable(),
    read: z.boolean(),
    deliveries: z.array(wireDeliverySchema),
  })
  .meta({ id: "Firing" });
export type WireFiring = z.infer<typeof wireFiringSchema>;

export const firingsListSchema = z.object({
  total: z.number().int(),
  unread: z.number().int(),
  firings: z.array(wireFiringSchema),
  timestamp: z.iso.datetime(),
});

/** Answer of `POST /market/firings/read`: how many were not read before. */
export const firingsReadSchema = z.object({ read: z.number().int() });
