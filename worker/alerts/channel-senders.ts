import type { ChannelSettings } from "@/lib/adapters/channel-settings";
import { sendDiscord } from "@/lib/adapters/discord/send";
import { delivered, refused } from "@/lib/adapters/outcome";
import { connectSmtp } from "@/lib/adapters/smtp/connect";
import { sendMail } from "@/lib/adapters/smtp/send";
import { sendTelegram } from "@/lib/adapters/telegram/send";
import { sendPush } from "@/lib/adapters/web-push/send";
import { sendWebhook } from "@/lib/adapters/webhook/send";
import type { AlertMessage, ChannelConfig, DeliveryOutcome } from "@/lib/contracts/delivery";

export interface SendOptions {
  readonly wallNow: number;
  readonly signal?: AbortSignal;
}

export interface ChannelSenders {
  /** One attempt. Whatever happens is an outcome: it never throws, and no outcome tells a secret. */
  send(config: ChannelConfig, message: AlertMessage, options: SendOptions): Promise<DeliveryOutcome>;
  close(): void;
}

/** Everything a message can be sent through, as the operator has set it up. */
export function createChannelSenders(settings: ChannelSettings): ChannelSenders {
  const { smtp, telegram, vapid, publicUrl, rules } = settings;
  const mail = smtp === null ? null : connectSmtp(smtp);
  return {
    async send(config, message, options) {
      const link = publicUrl + message.path;
      switch (config.kind) {
        case "email":
          if (smtp === null || mail === null) return refused("No mail server is set up");
          return sendMail({ server: smtp, transport: mail }, config, message, { link, ...options });
        case "telegram":
          if (telegram === null) return refused("No Telegram bot is set up");
          return sendTelegram(telegram, config, message, { link, ...options });
        case "push":
          if (vapid === null) return refused("Web push is switched off");
          return sendPush(vapid, config, message, { rules, ...options });
        case "webhook":
          return sendWebhook(config, message, { rules, link, ...options });
        case "discord":
          return sendDiscord(config, message, { rules, link, ...options });
        case "inbox":
          // What is in the ledger is in the inbox; the stream only makes it appear at once.
          return delivered("in the inbox");
      }
    },
    close: () => mail?.close(),
  };
}
