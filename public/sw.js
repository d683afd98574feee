// Shows what was pushed and opens where it leads; says in words when the server cannot be reached. The page that says so,
// and what it is drawn with, is all it keeps: prices of an hour ago are worse than none.

const ICON = "/icons/192.png";
const OFFLINE_PAGE = "/offline.html";
const OFFLINE = [OFFLINE_PAGE, "/offline.css", "/icon.svg"];
// Another name where one of these files changes; the kept files of earlier names are thrown away.
const CACHE = "ghostquant-offline-1";

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage());
});

async function keepOfflinePage() {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache: what is kept here is kept until this worker is replaced.
  await cache.addAll(OFFLINE.map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("ghostquant-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The browser asks for the page while this worker is still waking up.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(openPage(event));
  else if (isOfflineFile(request)) event.respondWith(readOfflineFile(request));
  // Everything else, every number above all, goes to the server as if this worker were not there.
});

/** The page as the server sends it, whatever its status; where nobody answers, a page that says just that. */
async function openPage(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (error) {
    const kept = await caches.match(OFFLINE_PAGE, { cacheName: CACHE });
    if (kept === undefined) throw error;
    // Not a page of the site: 503 keeps it out of histories of what was read and tells programs the truth.
    return new Response(kept.body, { status: 503, statusText: "Service Unavailable", headers: kept.headers });
  }
}

function isOfflineFile({ url, method }) {
  const { origin, pathname } = new URL(url);
  return method === "GET" && origin === self.location.origin && OFFLINE.includes(pathname);
}

async function readOfflineFile(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(new URL(request.url).pathname, { cacheName: CACHE });
    if (kept === undefined) throw error;
    return kept;
  }
}

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
