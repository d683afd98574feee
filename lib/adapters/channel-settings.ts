import type { ChannelKind } from "@/lib/contracts/delivery-state";
import type { Env } from "@/lib/env";
import type { DestinationRules } from "./public-address";
import { type SmtpServer, smtpServerFrom } from "./smtp/connect";
import type { TelegramBot } from "./telegram/call";
import { deriveVapidKeys, type VapidKeys } from "./web-push/vapid-keys";

/** What the operator has set up; null is a kind of channel that cannot be used. */
export interface ChannelSettings {
  readonly smtp: SmtpServer | null;
  readonly telegram: TelegramBot | null;
  readonly vapid: VapidKeys | null;
  /** Address of this instance in messages, without a slash at its end. */
  readonly publicUrl: string;
  /** Where addresses that a user gave may lead. */
  readonly rules: DestinationRules;
}

export function channelSettingsFrom(env: Env): ChannelSettings {
  const publicUrl = (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/u, "");
  const canPush = env.ENABLE_PUSH_ALERTS && env.SECRETS_KEY !== undefined;
  const canChat = env.ENABLE_TELEGRAM_ALERTS && env.TELEGRAM_BOT_TOKEN !== undefined;
  return {
    smtp: env.ENABLE_EMAIL_ALERTS ? smtpServerFrom(env) : null,
    telegram: canChat ? { apiBase: env.TELEGRAM_API_BASE, token: env.TELEGRAM_BOT_TOKEN ?? "" } : null,
    vapid: canPush ? deriveVapidKeys(env.SECRETS_KEY ?? "", subjectOf(env)) : null,
    publicUrl,
    rules: { allowPrivate: env.ALLOW_PRIVATE_TARGETS },
  };
}

/** Push services refuse a subject that is neither https nor an address, and Apple's one that is a local host. */
function subjectOf({ PUBLIC_URL, ALERT_EMAIL_FROM }: Env): string {
  if (PUBLIC_URL?.startsWith("https://") && !/^https:\/\/(localhost|127\.|\[)/u.test(PUBLIC_URL)) return PUBLIC_URL;
  const address = /[^\s<>]+@[^\s<>]+/u.exec(ALERT_EMAIL_FROM ?? "")?.[0];
  return `mailto:${address ?? "alerts@example.org"}`;
}

export function isConfigured(kind: ChannelKind, { smtp, telegram, vapid }: ChannelSettings): boolean {
  if (kind === "email") return smtp !== null;
  if (kind === "telegram") return telegram !== null;
  return kind !== "push" || vapid !== null;
}
