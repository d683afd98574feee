import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { failureOf, hiderOf, outcomeOfStatus, retry, secretsOf } from "../outcome";
import type { DestinationRules } from "../public-address";
import { retryAfterMs } from "../retry-after";

const REDIRECTS_MAX = 3;

export interface WebhookTarget {
  readonly url: string;
  /** `whsec_…`: told to its owner once, when the channel is made. */
  readonly secret: string;
}

export interface WebhookOptions {
  readonly rules: DestinationRules;
  readonly link: string;
  readonly wallNow: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export function createWebhookSecret(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}

/** Sends one message by the Standard Webhooks scheme: id, timestamp and signature in headers, the message as JSON. */
export async function sendWebhook(
  { url, secret }: WebhookTarget,
  message: AlertMessage,
  { rules, link, wallNow, ...limits }: WebhookOptions,
): Promise<DeliveryOutcome> {
  try {
    const body = JSON.stringify(webhookBody(message, link));
    const id = webhookId(message.key);
    const headers = {
      "content-type": "application/json",
      "user-agent": "GhostQuant",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(wallNow / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, new Date(wallNow), body),
    };
    const response = await guardedPost({ url, headers, body, redirectsMax: REDIRECTS_MAX, ...limits }, rules);
    const said = hiderOf([...secretsOf(new URL(url)), secret])(response.body);
    return outcomeOf(response.status, said, retryAfterMs(response.headers, wallNow));
  } catch (error) {
    return failureOf(error);
  }
}

/** A header holds visible ASCII only; a coin's id may be anything. */
function webhookId(key: string): string {
  return key.replace(/[^\x21-\x7e]+/gu, (text) => Buffer.from(text).toString("hex"));
}

function webhookBody({ key, title, lines, at, late, test, firings }: AlertMessage, link: string) {
  return {
    type: test ? "alert.test" : "alert.fired",
    timestamp: new Date(at).toISOString(),
    data: {
      key,
      title,
      lines,
      late,
      url: link,
      firings: firings.map((firing) => ({
        key: firing.key,
        coin_id: firing.coinId,
        symbol: firing.symbol,
        rule: firing.rule,
        value: firing.value,
        reason: firing.reason,
        at: new Date(firing.at).toISOString(),
      })),
    },
  };
}

/** The scheme: 2xx is taken, 410 is gone, everything else is tried again, except what no repetition will change. */
function outcomeOf(status: number, said: string, waitMs: number | null): DeliveryOutcome {
  if ((status >= 200 && status < 300) || status === 410) return outcomeOfStatus(status, said, waitMs);
  const isFinal = (status >= 300 && status < 400) || status === 400 || status === 413;
  return isFinal ? outcomeOfStatus(status, said, waitMs) : retry(`${status} ${said}`, waitMs);
}
