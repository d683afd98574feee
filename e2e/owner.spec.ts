import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { type Receiver, reply, startReceiver } from "../lib/adapters/receiver.fixture";
import { journeyOn } from "./instance";
import { expect } from "./journey";
import { AlertsPage } from "./pages/alerts-page";

const PASSWORD = "correct horse battery";
/** What an address may try in a quarter of an hour. */
const TRIES = 10;

/** Reached from other machines, so nobody is its owner by merely sitting at it; messages may go to this machine. */
const test = journeyOn({
  MARKET_SOURCE: "simulated",
  SIMULATOR_COINS: "120",
  HOST: "0.0.0.0",
  ALLOW_PRIVATE_TARGETS: "true",
  MOMENTUM_FAST_REFRESH_SECONDS: "3",
  MOMENTUM_FULL_REFRESH_SECONDS: "15",
});

// One instance whose owner comes to be in the first test.
test.describe.configure({ mode: "serial", timeout: 90_000 });

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

async function openChannels(page: Page): Promise<AlertsPage> {
  await page.goto("/sign-in?next=%2Falerts");
  await signIn(page);
  const alerts = new AlertsPage(page);
  await alerts.tab("Channels").click();
  return alerts;
}

let refusedAsNew: { status: number; body: unknown } | null = null;

test("the first visitor is led to set the password, told what is wrong with one, and is the owner", async ({
  page,
  complaints,
}) => {
  complaints.expect(/status of (400|401)/);
  // What a guess is answered before there is an owner: kept, to be compared with what it is answered after.
  const guess = await page.request.post("/api/access/sign-in", { data: { password: "wrong password" } });
  refusedAsNew = { status: guess.status(), body: await guess.json() };
  await page.goto("/alerts");
  await expect(page.getByTestId("sign-in-first")).toContainText("it has none yet");
  await page.goto("/sign-in");
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.type("short");
  await page.keyboard.press("Tab");
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("setup")).toContainText(/10/);
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same again").fill(`${PASSWORD}?`);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("failure")).toContainText("The two passwords differ.");
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/momentum$/);
  await page.goto("/settings");
  await expect(page.getByText("You are signed in as the owner.")).toBeVisible();
  await page.goto("/setup");
  await expect(page).not.toHaveURL(/\/setup$/);
});

test("a wrong password is refused in the words that an instance without an owner uses; the right one leads on", async ({
  page,
  complaints,
}) => {
  complaints.expect(/status of 401/);
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn(page, "wrong password");
  await expect(page.getByTestId("failure")).toContainText("This is not the password.");
  const guess = await page.request.post("/api/access/sign-in", { data: { password: "wrong password" } });
  const { status, body } = refusedAsNew ?? { status: 0, body: null };
  expect(guess.status()).toBe(status);
  expect(await guess.json()).toEqual(body);
  await signIn(page);
  await expect(page).toHaveURL(/\/settings$/);
});

test("a webhook's secret is shown once, a test reaches the receiver signed with it, and a refusal is told", async ({
  page,
}) => {
  const receiver = await startReceiver();
  receiver.script = [reply(204), reply(410, "gone for good")];
  await openChannels(page);
  await page.getByRole("button", { name: "Webhook", exact: true }).click();
  await page.getByLabel("Address", { exact: true }).fill(`${receiver.base}/hook`);
  await page.getByRole("button", { name: "Add Webhook" }).press("Enter");
  const panel = page.getByTestId("channel-secret");
  const secret = await panel.locator("code").innerText();
  expect(secret).toMatch(/^whsec_/);
  await panel.getByRole("button", { name: "I have kept it" }).click();
  await page.reload();
  const row = page.getByTestId("channel-row").filter({ hasText: "Webhook" });
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await row.getByRole("button", { name: /^Send a test/ }).press("Enter");
  await expect(row.getByRole("status")).toContainText("✓ Delivered: 204", { timeout: 30_000 });
  const [message] = receiver.received;
  const verified = new Webhook(secret).verify(
    message?.body.toString() ?? "",
    (message?.headers ?? {}) as Record<string, string>,
  );
  expect(verified).toMatchObject({ type: "alert.test" });
  await row.getByRole("button", { name: /^Send a test/ }).press("Enter");
  await expect(row).toContainText("✕ Not delivered: 410 gone for good", { timeout: 30_000 });
  await expect(row).toContainText("✕ disabled", { timeout: 30_000 });
  await row.getByRole("button", { name: /^Remove/ }).click();
  await row.getByRole("button", { name: /^Remove/ }).click();
  await expect(row).toHaveCount(0);
  await receiver.close();
});

test("the ledger tells every attempt with its answer: 500, 500, 200", async ({ page, product, request, baseURL }) => {
  const receiver: Receiver = await startReceiver();
  receiver.script = [reply(500, "first oops"), reply(500, "second oops"), reply(200, "taken")];
  await openChannels(page);
  const headers = { origin: baseURL ?? "" };
  const coin = (await product.list("per_page=1")).results[0];
  const made = await page.request.post("/api/market/channels", {
    headers,
    data: { kind: "webhook", label: "flaky", url: `${receiver.base}/hook` },
  });
  expect(made.status()).toBe(201);
  const { channel } = await made.json();
  const alert = await page.request.post("/api/market/alerts", {
    headers,
    data: {
      scope: { kind: "coin", coinId: coin?.id },
      when: { type: "score_above", threshold: 1 },
      repeat: "once",
      channel_ids: [channel.id],
    },
  });
  expect(alert.status()).toBe(201);
  // A stranger's eyes see none of it.
  expect((await request.get("/api/market/firings")).status()).toBe(401);
  await expect.poll(() => receiver.received.length, { timeout: 75_000 }).toBe(3);
  // As the link of a message leads to it: other firings may stand above it.
  const { firings } = await (await page.request.get("/api/market/firings?limit=10")).json();
  const told = firings.find((firing: { deliveries: unknown[] }) => firing.deliveries.length > 0);
  await page.goto(`/alerts?firing=${encodeURIComponent(told.key)}`);
  const rows = page.getByTestId("ledger").first().getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText(/Webhook flaky1.*500 first oops.*to be tried again/);
  await expect(rows.nth(2)).toContainText(/2.*500 second oops.*to be tried again/);
  await expect(rows.nth(3)).toContainText(/3.*200 taken.*✓ delivered/);
  const keys = new Set(receiver.received.map((message) => message.headers["webhook-id"]));
  expect(keys.size).toBe(1);
  await receiver.close();
});

test("pushing to a browser either makes a channel or says in words why it cannot be", async ({
  page,
  context,
  baseURL,
  complaints,
}) => {
  complaints.expect(/push/i);
  await context.grantPermissions(["notifications"], { origin: baseURL ?? "" });
  await openChannels(page);
  await page.getByRole("button", { name: "This browser" }).click();
  await page.getByRole("button", { name: "Push to this browser" }).press("Enter");
  const channel = page.getByTestId("channel-row").filter({ hasText: "Push" });
  const section = page.getByRole("region", { name: "Add a channel" });
  await expect(channel.or(section.locator(".text-danger"))).toBeVisible({ timeout: 30_000 });
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.scriptURL)).toBe(
    `${baseURL}/sw.js`,
  );
  const failure = section.locator(".text-danger");
  if (await failure.isVisible()) await expect(failure).toContainText("This browser's push service gave no address");
  else await expect(channel).toContainText("works as far as is known");
});

test("guessing is slowed, and the page says for how long", async ({ page, complaints }) => {
  complaints.expect(/status of (401|429)/);
  await page.goto("/sign-in");
  for (let guess = 0; guess < TRIES; guess++) {
    await page.request.post("/api/access/sign-in", { data: { password: `wrong password ${guess}` } });
  }
  await signIn(page);
  await expect(page.getByTestId("failure")).toContainText(/Too many attempts; try again in \d+ s/);
  await expect(page).toHaveURL(/\/sign-in/);
});
