import { createECDH } from "node:crypto";
import type { DestinationRules } from "../public-address";

const POINT_BYTES = 65;
const AUTH_BYTES = 16;

/** The services that browsers subscribe to; anything else is somebody's own server. */
const HOSTS = [
  /^fcm\.googleapis\.com$/u,
  /^updates\.push\.services\.mozilla\.com$/u,
  /\.push\.apple\.com$/u,
  /\.notify\.windows\.com$/u,
];

export interface PushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export function isPushService(url: URL, { allowPrivate }: DestinationRules): boolean {
  return allowPrivate || (url.port === "" && HOSTS.some((host) => host.test(url.hostname)));
}

/** Whether a browser could have made these keys: a point of P-256 and sixteen bytes. */
export function hasUsableKeys({ p256dh, auth }: Pick<PushSubscription, "p256dh" | "auth">): boolean {
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== POINT_BYTES || Buffer.from(auth, "base64url").length < AUTH_BYTES) return false;
  const own = createECDH("prime256v1");
  own.generateKeys();
  try {
    own.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}
