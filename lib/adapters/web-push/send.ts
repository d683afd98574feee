import webPush from "web-push";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { deadChannel, failureOf, outcomeOfStatus, retry, retryAfterMs } from "../outcome";
import type { DestinationRules } from "../public-address";

/** An hour: an alert of yesterday is no alert. */
const TTL_SECONDS = 3_600;
const LINES_MAX = 6;
const LINE_MAX = 200;
/** The services that browsers subscribe to; anything else is somebody's own server. */
const HOSTS = [
  /^fcm\.googleapis\.com$/u,
  /^updates\.push\.services\.mozilla\.com$/u,
  /\.push\.apple\.com$/u,
  /\.notify\.windows\.com$/u,
];

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or `https:`: whom a push service may ask. */
  readonly subject: string;
}

export interface PushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export function createVapidKeys(): Pick<VapidKeys, "publicKey" | "privateKey"> {
  return webPush.generateVAPIDKeys();
}

export function isPushService(url: URL, { allowPrivate }: DestinationRules): boolean {
  return allowPrivate || HOSTS.some((host) => host.test(url.hostname));
}

/** What the service worker shows: small enough for every push service. */
export function pushPayload(message: AlertMessage) {
  const cut = (text: string) => (text.length <= LINE_MAX ? text : `${text.slice(0, LINE_MAX - 1)}…`);
  return {
    key: message.key,
    title: cut(message.title),
    body: message.lines.slice(0, LINES_MAX).map(cut).join("\n"),
    path: message.path,
    at: message.at,
  };
}

export async function sendPush(
  vapid: VapidKeys,
  { endpoint, p256dh, auth }: PushSubscription,
  message: AlertMessage,
  { rules, wallNow, signal }: { rules: DestinationRules; wallNow: number; signal?: AbortSignal },
): Promise<DeliveryOutcome> {
  if (!isPushService(new URL(endpoint), rules)) return deadChannel("This is not the address of a known push service");
  try {
    const details = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(pushPayload(message)),
      {
        vapidDetails: vapid,
        TTL: TTL_SECONDS,
        urgency: "high",
        contentEncoding: "aes128gcm",
      },
    );
    const response = await guardedPost(
      {
        url: endpoint,
        headers: Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name, String(value)])),
        body: details.body ?? "",
        ...(signal !== undefined && { signal }),
      },
      rules,
    );
    const waitMs = retryAfterMs(response.headers["retry-after"], wallNow);
    // Windows' service says 406 where others say 429.
    if (response.status === 406) return retry(`406 ${response.body}`, waitMs);
    return outcomeOfStatus(response.status, response.body, waitMs);
  } catch (error) {
    return failureOf(error);
  }
}
