import { type ChannelSettings, isConfigured } from "@/lib/adapters/channel-settings";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import type { ChannelKind } from "@/lib/contracts/delivery-state";
import type { WireChannel } from "@/lib/contracts/http/channels";
import type { Channel } from "@/lib/store/channels";

const SHOWN_CHARACTERS = 2;

/** A channel for its owner's eyes: enough to tell two apart, nothing to send anything with. */
export function wireChannel(channel: Channel, settings: ChannelSettings): WireChannel {
  const { id, kind, label, config, createdAt, disabledAt, disabledReason } = channel;
  return {
    id,
    kind,
    label,
    destination: config === null ? "cannot be read with this SECRETS_KEY" : redactDestination(config),
    state: disabledAt === null ? "active" : "disabled",
    disabled_reason: disabledReason,
    configured: isConfigured(kind, settings),
    created_at: new Date(createdAt).toISOString(),
  };
}

export function redactDestination(config: ChannelConfig): string {
  if (config.kind === "email") {
    const mark = config.address.lastIndexOf("@");
    return `${config.address.slice(0, 1)}…${config.address.slice(mark)}`;
  }
  if (config.kind === "telegram") return config.chatId.startsWith("@") ? config.chatId : `…${config.chatId.slice(-3)}`;
  if (config.kind === "inbox") return "this instance";
  const url = new URL(config.kind === "push" ? config.endpoint : config.url);
  // Whatever is in the path may be a token; its end tells two of them apart.
  const tail = url.pathname.replace(/\/+$/u, "").slice(-SHOWN_CHARACTERS);
  return `${url.host}/…${tail.includes("/") ? "" : tail}`;
}

const settingsOf: Partial<Record<ChannelKind, string>> = {
  email: "Set SMTP_HOST and ALERT_EMAIL_FROM, and leave ENABLE_EMAIL_ALERTS on.",
  telegram: "Set TELEGRAM_BOT_TOKEN, and leave ENABLE_TELEGRAM_ALERTS on.",
  push: "Leave ENABLE_PUSH_ALERTS on.",
};

/** What the operator must do before a kind of channel can be used; null when nothing is missing. */
export function missingSettings(kind: ChannelKind, settings: ChannelSettings): string | null {
  return isConfigured(kind, settings) ? null : (settingsOf[kind] ?? null);
}
