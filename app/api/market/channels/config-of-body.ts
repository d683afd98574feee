import { createWebhookSecret } from "@/lib/adapters/webhook/send";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import type { CreateChannelBody } from "@/lib/contracts/http/channels";

/** The channel that a body asks for, and the field of it that says where it leads. */
export function configOfBody(body: CreateChannelBody): { readonly config: ChannelConfig; readonly field: string } {
  switch (body.kind) {
    case "email":
      return { config: { kind: body.kind, address: body.address }, field: "address" };
    case "telegram":
      return { config: { kind: body.kind, chatId: body.chat_id }, field: "chat_id" };
    case "webhook":
      return { config: { kind: body.kind, url: body.url, secret: createWebhookSecret() }, field: "url" };
    case "discord":
      return { config: { kind: body.kind, url: body.url }, field: "url" };
    case "push": {
      const { endpoint, keys } = body.subscription;
      return { config: { kind: body.kind, endpoint, p256dh: keys.p256dh, auth: keys.auth }, field: "subscription" };
    }
  }
}

/** Whether two channels lead to the same place. */
export function isSameDestination(one: ChannelConfig, other: ChannelConfig): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(config: ChannelConfig): string {
  if (config.kind === "email") return `email ${config.address.toLowerCase()}`;
  if (config.kind === "telegram") return `telegram ${config.chatId.toLowerCase()}`;
  if (config.kind === "push") return `push ${config.endpoint}`;
  return config.kind === "inbox" ? "inbox" : `${config.kind} ${config.url}`;
}
