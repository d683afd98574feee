import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { journeyOn } from "./instance";
import { expect } from "./journey";
import { AlertsPage } from "./pages/alerts-page";

const RECORDING = resolve("../shared/data");

/** The crash of April 2025, two market minutes a second: a percent is soon made. */
const test = journeyOn({
  MARKET_SOURCE: "replay",
  REPLAY_DIR: RECORDING,
  REPLAY_FROM: "2025-04-07T06:00:00Z",
  REPLAY_SPEED: "120",
  MOMENTUM_FAST_REFRESH_SECONDS: "3",
  MOMENTUM_FULL_REFRESH_SECONDS: "15",
});

test.skip(!existsSync(RECORDING), "no recording at ../shared/data to replay");
test.describe.configure({ timeout: 120_000 });

test("in a replay: from a card by keyboard through the buy plan to an alert that fires in the inbox", async ({
  page,
  momentum,
}) => {
  const alerts = new AlertsPage(page);
  const { keyboard } = page;
  await momentum.open("?sort=market_cap&order=desc");
  await expect(page.getByText("Replay of recorded prices", { exact: false }).first()).toBeAttached();
  await keyboard.press("j");
  await expect(momentum.coinLinks.first()).toBeFocused();
  const symbol = (await page.locator(":focus").textContent()) ?? "";

  await keyboard.press("p");
  const plan = page.getByTestId("buy-modal");
  await expect(plan.getByText("replayed market")).toBeVisible();
  await expect(plan.getByTestId("plan-case")).toContainText("Score");
  await expect(plan.getByLabel("Budget")).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.type("1");
  await keyboard.press("Tab");
  await keyboard.type("1");
  await expect(plan.getByLabel("Target")).toHaveValue("1");
  await keyboard.press("Control+Enter");
  await expect(plan).toBeHidden();
  await expect(page.getByTestId("notice").filter({ hasText: `${symbol}: one alert at or below $` })).toBeVisible();

  await expect(alerts.inbox).toHaveAccessibleName(/[1-9]\d* unread/, { timeout: 90_000 });
  await alerts.inbox.focus();
  await keyboard.press("Enter");
  const line = page.getByTestId("inbox-firing").first();
  await expect(line).toContainText(new RegExp(`${symbol} price \\$.*at or (above|below) \\$`));
  await line.getByRole("link").focus();
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/alerts\?firing=/);
  const firing = page.getByTestId("firing").first();
  await expect(firing).toContainText(new RegExp(`${symbol} price (above|below) \\$`));
  await expect(firing.locator("[data-hint*='market time']")).toHaveAttribute("data-hint", /Apr 2025|2025-04/);
  await alerts.tab("Alerts").click();
  await expect(alerts.rows.filter({ hasText: `${symbol} price` })).toHaveCount(2);
});

test("in a replay, at 375 px and by keyboard: the plan fits, and Esc leads back to its card", async ({
  page,
  momentum,
}) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await momentum.open();
  // Two market minutes a second: whichever coin is first by now.
  const focused = page.locator("[data-index]:focus");
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(focused).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const coin = (await focused.getAttribute("href")) ?? "";
  await page.keyboard.press("p");
  const plan = page.getByTestId("buy-modal");
  await expect(plan.getByTestId("plan-results")).toContainText("Break-even");
  expect(await plan.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 812 });
  expect(await plan.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await page.keyboard.press("Escape");
  await expect(plan).toBeHidden();
  await expect(focused).toHaveAttribute("href", coin);
});
