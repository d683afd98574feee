import type { ChannelConfig } from "@/lib/contracts/delivery";
import { isDiscordWebhook } from "./discord/send";
import { DestinationRefused, type DestinationRules, NameUnresolved, pinDestination } from "./public-address";
import { hasUsableKeys, isPushService } from "./web-push/subscription";

/** Why nothing may be sent this way, in words for whoever typed it; null when it may. It is checked again at every send. */
export async function refuseDestination(config: ChannelConfig, rules: DestinationRules): Promise<string | null> {
  if (config.kind === "push") {
    if (!isPushService(new URL(config.endpoint), rules)) return "must be the address of a browser's push service";
    return hasUsableKeys(config) ? null : "must have the keys that the browser made: p256dh of 65 bytes, auth of 16";
  }
  if (config.kind !== "webhook" && config.kind !== "discord") return null;
  const url = new URL(config.url);
  if (config.kind === "discord" && !isDiscordWebhook(url, rules)) {
    return "must be a Discord webhook: https://discord.com/api/webhooks/…";
  }
  try {
    await pinDestination(url, rules);
    return null;
  } catch (error) {
    if (error instanceof DestinationRefused || error instanceof NameUnresolved) return error.message;
    throw error;
  }
}
