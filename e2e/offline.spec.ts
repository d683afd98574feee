import { expect, test } from "./journey";

test("without a connection the installed site says so in words and shows no number; it comes back by itself", async ({
  page,
  context,
  momentum,
  complaints,
}) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED|status of 503|WebSocket|Failed to load resource/);
  await momentum.open();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // The worker has the page once it has claimed it.
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

  await context.setOffline(true);
  await page.goto("/momentum?view=table");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No connection to your GhostQuant");
  const words = await page.locator("body").innerText();
  expect(words).not.toMatch(/\$|%|#\d/);
  expect(await page.getByRole("heading", { level: 1 }).evaluate((element) => getComputedStyle(element).fontSize)).toBe(
    "28px",
  );
  await expect(page).toHaveURL(/\/momentum\?view=table$/);

  // No number is kept: neither a list nor a page.
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept.sort()).toEqual(["/icon.svg", "/offline.css", "/offline.html"]);

  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await momentum.ready();
  await expect(momentum.table).toBeVisible();
});

test("the service worker leaves every answer of the server as it is", async ({ page, momentum, complaints }) => {
  complaints.expect(/status of 404/);
  await momentum.open();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const answer = await page.goto("/nothing/here");
  expect(answer?.status()).toBe(404);
  const list = await page.evaluate(async () => (await fetch("/api/market/momentum?per_page=1")).status);
  expect(list).toBe(200);
});
