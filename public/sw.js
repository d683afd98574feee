// Shows what was pushed and opens where it leads. It caches nothing: prices of an hour ago are worse than none.

const ICON = "/icons/192.png";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  event.waitUntil(show(readMessage(event.data)));
});

/** Every push must show something, or the browser says "updated in the background" and in the end takes the leave away. */
function readMessage(data) {
  try {
    const { key, title, body, path, at } = data.json();
    return { key: String(key), title: String(title), body: String(body), path: ownPath(path), at: Number(at) };
  } catch {
    return { key: "unreadable", title: "GhostQuant", body: "An alert has fired.", path: "/alerts", at: Date.now() };
  }
}

/** A path of this site, whatever was sent. */
function ownPath(path) {
  try {
    const url = new URL(String(path), self.location.origin);
    return url.origin === self.location.origin ? url.pathname + url.search + url.hash : "/alerts";
  } catch {
    return "/alerts";
  }
}

async function show({ key, title, body, path, at }) {
  // The key as the tag: a message that comes twice replaces itself instead of ringing twice.
  await self.registration.showNotification(title, {
    body,
    tag: key,
    icon: ICON,
    badge: ICON,
    ...(Number.isFinite(at) && { timestamp: at }),
    data: { path },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(ownPath(event.notification.data?.path)));
});

async function open(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [page] = pages;
  if (page === undefined) return self.clients.openWindow(path);
  try {
    const focused = await page.focus();
    return await focused.navigate(path);
  } catch {
    // A page that we do not control cannot be sent anywhere.
    return self.clients.openWindow(path);
  }
}

/** The browser changed the address by itself; only the page knows who is signed in, so it tells the server. */
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(
    show({
      key: "resubscribe",
      title: "GhostQuant",
      body: "This browser renewed its push address. Open GhostQuant to receive alerts here again.",
      path: "/alerts",
      at: Date.now(),
    }),
  );
});
