import { z } from "zod";

export const channelKindSchema = z.enum(["email", "telegram", "push", "webhook", "discord", "inbox"]);
export type ChannelKind = z.infer<typeof channelKindSchema>;

/** `sent`: handed over, answer unknown yet. `delivered`: the other side said yes. */
export const deliveryStateSchema = z.enum(["queued", "sent", "delivered", "failed"]);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;
