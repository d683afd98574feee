import { z } from "zod";
import { expect, test } from "./journey";

const message = (changes: object = {}) =>
  JSON.stringify({ key: "k1", title: "SOL score above 80", body: "81.4", path: "/alerts?firing=1", at: 1, ...changes });

test("the site can be installed, and its service worker shows what is pushed, each message once", async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(["notifications"], { origin: baseURL ?? "" });
  await page.goto("/momentum");
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = z
    .object({ display: z.literal("standalone"), icons: z.array(z.object({ src: z.string() })).min(3) })
    .parse(await (await page.request.get(href ?? "")).json());
  for (const { src } of manifest.icons) expect((await page.request.get(src)).ok()).toBe(true);

  const devtools = await context.newCDPSession(page);
  const ids: string[] = [];
  devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    ids.push(...registrations.map(({ registrationId }) => registrationId));
  });
  await devtools.send("ServiceWorker.enable");
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => ids.length).toBeGreaterThan(0);
  const registrationId = ids.at(-1) ?? "";
  for (const data of [
    message(),
    message({ title: "again" }),
    message({ key: "k2", path: "https://evil.example/" }),
    "not ours",
  ]) {
    await devtools.send("ServiceWorker.deliverPushMessage", { origin: baseURL ?? "", registrationId, data });
  }
  const shown = () =>
    page.evaluate(async () => {
      const { getNotifications } = ServiceWorkerRegistration.prototype;
      const notifications = await getNotifications.call(await navigator.serviceWorker.ready);
      return notifications.map(({ tag, title, data }) => [tag, title, data.path]).sort();
    });
  await expect.poll(shown).toEqual([
    ["k1", "again", "/alerts?firing=1"],
    ["k2", "SOL score above 80", "/alerts"],
    ["unreadable", "GhostQuant", "/alerts"],
  ]);
});
