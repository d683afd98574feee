import { createHash } from "node:crypto";
import webPush from "web-push";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { deadChannel, failureOf, hiderOf, outcomeOfStatus, retry, secretsOf } from "../outcome";
import type { DestinationRules } from "../public-address";
import { retryAfterMs } from "../retry-after";
import { pushPayload } from "./payload";
import { hasUsableKeys, isPushService, type PushSubscription } from "./subscription";
import type { VapidKeys } from "./vapid-keys";

/** An hour: an alert of yesterday is no alert. */
const TTL_SECONDS = 3_600;
const TOPIC_CHARACTERS = 32;
/** Subscriptions are bound to the key they were made with; each service has its own words for that. */
const OTHER_KEY = /mismatch|do not correspond/iu;

export interface PushOptions {
  readonly rules: DestinationRules;
  readonly wallNow: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export async function sendPush(
  vapid: VapidKeys,
  subscription: PushSubscription,
  message: AlertMessage,
  { rules, wallNow, ...limits }: PushOptions,
): Promise<DeliveryOutcome> {
  try {
    const url = new URL(subscription.endpoint);
    if (!isPushService(url, rules)) return deadChannel("This is not the address of a known push service");
    if (!hasUsableKeys(subscription)) return deadChannel("The subscription's keys are no keys of a browser");
    const { headers, body } = encrypt(vapid, subscription, message);
    const response = await guardedPost({ url: url.href, headers, body, ...limits }, rules);
    const waitMs = retryAfterMs(response.headers, wallNow);
    const said = hiderOf([...secretsOf(url), subscription.auth])(response.body);
    return outcomeOf(response.status, said, waitMs);
  } catch (error) {
    return failureOf(error);
  }
}

function encrypt(vapid: VapidKeys, { endpoint, p256dh, auth }: PushSubscription, message: AlertMessage) {
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, pushPayload(message), {
    vapidDetails: vapid,
    TTL: TTL_SECONDS,
    urgency: "high",
    // A repeat replaces what still waits for the browser.
    topic: createHash("sha256").update(message.key).digest("base64url").slice(0, TOPIC_CHARACTERS),
    contentEncoding: "aes128gcm",
  });
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { headers: Object.fromEntries(texts) as Record<string, string>, body: body ?? "" };
}

function outcomeOf(status: number, said: string, waitMs: number | null): DeliveryOutcome {
  // Windows' service says 406 where others say 429.
  if (status === 406) return retry(`406 ${said}`, waitMs);
  if ((status === 400 || status === 401 || status === 403) && OTHER_KEY.test(said)) {
    return deadChannel(`${status} ${said}`);
  }
  return outcomeOfStatus(status, said, waitMs);
}
