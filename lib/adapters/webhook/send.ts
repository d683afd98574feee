import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { failureOf, outcomeOfStatus, retryAfterMs } from "../outcome";
import type { DestinationRules } from "../public-address";

export interface WebhookTarget {
  readonly url: string;
  /** `whsec_…`: told to its owner once, when the channel is made. */
  readonly secret: string;
}

export function createWebhookSecret(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}

/** Sends one message by the Standard Webhooks scheme: id, timestamp and signature in headers, the message as JSON. */
export async function sendWebhook(
  { url, secret }: WebhookTarget,
  message: AlertMessage,
  { rules, wallNow, signal }: { rules: DestinationRules; wallNow: number; signal?: AbortSignal },
): Promise<DeliveryOutcome> {
  const { key, at, ...rest } = message;
  const body = JSON.stringify({
    type: message.test ? "alert.test" : "alert.fired",
    timestamp: new Date(at).toISOString(),
    data: {
      ...rest,
      key,
      firings: message.firings.map((firing) => ({ ...firing, at: new Date(firing.at).toISOString() })),
    },
  });
  const timestamp = new Date(wallNow);
  const headers = {
    "content-type": "application/json",
    "user-agent": "GhostQuant",
    "webhook-id": key,
    "webhook-timestamp": String(Math.floor(wallNow / 1_000)),
    "webhook-signature": new Webhook(secret).sign(key, timestamp, body),
  };
  try {
    const response = await guardedPost({ url, headers, body, ...(signal !== undefined && { signal }) }, rules);
    return outcomeOfStatus(response.status, response.body, retryAfterMs(response.headers["retry-after"], wallNow));
  } catch (error) {
    return failureOf(error);
  }
}
