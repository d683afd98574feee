import type { CreateChannelBody } from "@/lib/contracts/http/channels";

const SERVICE_WORKER = "/sw.js";

/** Why this browser cannot be pushed to; null when it can. */
export function pushProblem(): string | null {
  if (!window.isSecureContext) return "Push needs https, or this machine's own address (localhost).";
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    return "This browser has no push. On an iPhone, add the page to the home screen first.";
  }
  return Notification.permission === "denied"
    ? "Notifications are blocked for this page in the browser's settings."
    : null;
}

function keyBytes(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function isSameKey(made: ArrayBuffer | null, key: Uint8Array): boolean {
  return made !== null && new Uint8Array(made).join() === key.join();
}

/** Asks the reader for leave and the browser for an address to push to. */
export async function subscribeToPush(publicKey: string): Promise<CreateChannelBody> {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error("Notifications were not allowed, so nothing can be pushed here.");
  }
  const registration = await navigator.serviceWorker.register(SERVICE_WORKER);
  await navigator.serviceWorker.ready;
  const key = keyBytes(publicKey);
  const known = await registration.pushManager.getSubscription();
  const isOurs = known !== null && isSameKey(known.options.applicationServerKey, key);
  // A subscription made with an earlier key of this instance can never be pushed to again.
  if (known !== null && !isOurs) await known.unsubscribe();
  const subscription = isOurs ? known : await subscribe(registration, key);
  const { endpoint, keys } = subscription.toJSON();
  return {
    kind: "push",
    label: browserName(),
    subscription: { endpoint: endpoint ?? "", keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } },
  };
}

/** Browsers without a push service, and private windows, refuse in words that only their makers understand. */
async function subscribe(registration: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>) {
  try {
    return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch (error) {
    const words = error instanceof Error ? ` It says: ${error.message}.` : "";
    throw new Error(
      `This browser's push service gave no address; a private window, or a browser without one, has none.${words}`,
    );
  }
}

function browserName(): string {
  const agent = navigator.userAgent;
  const browser = ["Firefox", "Edg", "OPR", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? "Browser";
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((name) => agent.includes(name)) ?? "";
  return `${browser === "Edg" ? "Edge" : browser === "OPR" ? "Opera" : browser}${system === "" ? "" : ` on ${system}`}`;
}
