import { createHash } from "node:crypto";
import type { Database } from "@/lib/connections";
import { channelConfigSchema } from "@/lib/contracts/delivery";
import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/log";
import type { SecretBox } from "@/lib/store/secret-box";
import { SEEDED_PREFIX, seedChannel } from "@/lib/store/seed-channel";

type TelegramEnv = Pick<Env, "TELEGRAM_BOT_TOKEN" | "TELEGRAM_CHAT_ID" | "SECRETS_KEY">;

/** Makes the chat of TELEGRAM_CHAT_ID a channel, once. A worker does not fail to start over it. */
export async function seedTelegram(
  env: TelegramEnv,
  { database, box, log }: { database: Database; box: SecretBox; log: Logger },
): Promise<void> {
  const { TELEGRAM_CHAT_ID: chatId } = env;
  if (chatId === undefined || env.TELEGRAM_BOT_TOKEN === undefined || env.SECRETS_KEY === undefined) return;
  const config = channelConfigSchema.safeParse({ kind: "telegram", chatId });
  if (!config.success) {
    log.error("TELEGRAM_CHAT_ID is neither a chat id such as 123456789 nor a @channel");
    return;
  }
  const id = `${SEEDED_PREFIX}${createHash("sha256").update(chatId).digest("hex").slice(0, 16)}`;
  try {
    await seedChannel(database, box, { id, label: "Telegram", config: config.data });
  } catch (error) {
    log.error({ err: error }, "The chat of TELEGRAM_CHAT_ID could not be made a channel; the next start tries again");
  }
}
