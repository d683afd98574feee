import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey";
import { AlertsPage } from "./pages/alerts-page";

async function focusFirstCoin(page: Page): Promise<string> {
  const link = page.getByTestId("coin-card").first().getByRole("link");
  await link.focus();
  // The order may have changed before the focus froze it.
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

test.afterEach(async ({ request, baseURL }) => {
  const headers = { origin: baseURL ?? "" };
  const { alerts } = (await (await request.get("/api/market/alerts")).json()) as { alerts: { id: string }[] };
  for (const { id } of alerts) await request.delete(`/api/market/alerts/${id}`, { headers });
  const { watchlists } = (await (await request.get("/api/market/watchlists")).json()) as {
    watchlists: { id: string }[];
  };
  for (const { id } of watchlists) await request.delete(`/api/market/watchlists/${id}`, { headers });
});

test("from a card to a firing alert in the inbox", async ({ page, momentum }) => {
  const alerts = new AlertsPage(page);
  await momentum.open();
  const symbol = await focusFirstCoin(page);
  await page.keyboard.press("a");
  await expect(alerts.builder).toBeVisible();
  await expect(alerts.threshold).toBeFocused();
  await alerts.threshold.fill("1");
  await expect(alerts.builder.getByTestId("in-words")).toContainText(`When ${symbol}'s score reaches 1 or more.`);
  await expect(alerts.builder.getByTestId("already-true")).toHaveText("This holds now: it fires once right away.");
  await expect(alerts.builder.getByTestId("preview-sentence")).toBeVisible();
  await alerts.save.click();
  await expect(alerts.builder).toBeHidden();
  await expect(alerts.inbox).toHaveAccessibleName(/unread/);
  await expect(alerts.inbox).not.toHaveAccessibleName(/none/, { timeout: 30_000 });
  await alerts.inbox.click();
  const line = page.getByTestId("inbox-firing").first();
  await expect(line).toContainText(`${symbol} score`);
  await expect(line).toContainText("already above as the alert was made");
  await line.getByRole("link").click();
  await expect(page).toHaveURL(/\/alerts\?firing=/);
  await expect(page.getByTestId("firings")).toContainText(`${symbol} score above 1`);
  await alerts.tab("Alerts").click();
  await expect(alerts.rows.first().getByTestId("alert-state").first()).toHaveText("firing");
});

test("an alert says why it has not fired, can be paused, edited and deleted", async ({
  page,
  request,
  product,
  baseURL,
}) => {
  const alerts = new AlertsPage(page);
  const coin = (await product.list("per_page=1")).results[0];
  expect(coin).toBeDefined();
  const created = await request.post("/api/market/alerts", {
    headers: { origin: baseURL ?? "" },
    data: { scope: { kind: "coin", coinId: coin?.id }, when: { type: "score_above", threshold: 99.5 } },
  });
  expect(created.status()).toBe(201);
  await alerts.open();
  const row = alerts.rows.first();
  await expect(row).toContainText(`${coin?.symbol} score above 99.5`);
  await row.getByRole("button", { name: new RegExp(`^${coin?.symbol} score above`) }).click();
  await expect(row.getByTestId("alert-detail")).toContainText(/fires at 99\.5: [\d.]+ points away/);
  await alerts.choose(row, "Pause");
  await expect(row.getByTestId("alert-state").first()).toHaveText("paused");
  await alerts.choose(row, "Edit");
  await alerts.threshold.fill("101");
  await expect(alerts.builder.getByTestId("condition-problem")).toHaveText("must be a score from 0 to 100");
  await expect(alerts.save).toBeDisabled();
  await alerts.threshold.fill("99");
  await alerts.save.click();
  await expect(row).toContainText(`${coin?.symbol} score above 99`);
  await alerts.choose(row, "Delete…", false);
  await page.getByRole("button", { name: "Delete, with its history" }).click();
  await expect(page.getByTestId("no-alerts")).toBeVisible();
});

test("a buy is planned by keyboard alone, and its stop and target become alerts", async ({ page, momentum }) => {
  const alerts = new AlertsPage(page);
  await momentum.open();
  const symbol = await focusFirstCoin(page);
  await page.keyboard.press("p");
  const plan = page.getByTestId("buy-modal");
  const budget = plan.getByRole("textbox", { name: "Budget" });
  const stop = plan.getByRole("textbox", { name: "Stop" });
  await expect(budget).toBeFocused();
  await expect(plan.getByTestId("plan-results")).toContainText("−$102.25");
  await budget.fill("2000");
  await expect(plan.getByTestId("plan-results")).toContainText("Lost at stop−$204.49");
  await page.keyboard.press("Tab");
  await expect(stop).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(stop).toHaveValue("9.5");
  await stop.fill("100");
  await expect(plan.getByRole("button", { name: "Alert instead" })).toBeDisabled();
  await stop.fill("10");
  await page.keyboard.press("Enter");
  await expect(plan).toBeVisible();
  await expect(plan.getByText("Place paper buy")).toHaveCount(0);
  await page.keyboard.press("Control+Enter");
  await expect(plan).toBeHidden();
  await expect(page.getByTestId("notice")).toContainText(`${symbol}: one alert at or below $`);
  await alerts.open();
  await expect(alerts.rows).toHaveCount(2);
});

test("Esc closes the plan and gives the focus back to the card", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = await focusFirstCoin(page);
  await page.keyboard.press("p");
  await expect(page.getByTestId("buy-modal").getByLabel("Budget")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("buy-modal")).toBeHidden();
  await expect(page.getByTestId("coin-card").first().getByRole("link", { name: symbol, exact: true })).toBeFocused();
});

test("a star makes a watchlist, and the list is filtered by it", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = await focusFirstCoin(page);
  await page.keyboard.press("w");
  await expect(page.getByTestId("coin-card").first().getByTestId("watch")).toHaveAttribute("aria-pressed", "true");
  await page.getByTestId("watchlists").click();
  await page.getByRole("button", { name: /^Watched/ }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/watchlist=/);
  await expect(momentum.cards).toHaveCount(1);
  await expect(momentum.cards.first()).toContainText(symbol);
  await page.reload();
  await expect(momentum.cards).toHaveCount(1);
  await page.getByTestId("coin-card").first().getByTestId("watch").click();
  await expect(page.getByTestId("empty-watchlist")).toContainText("Nothing watched yet. Press w on any coin.");
});

for (const colorScheme of ["dark", "light"] as const) {
  test(`nothing on the alert screens is out of reach in ${colorScheme}`, async ({ page, momentum }) => {
    const alerts = new AlertsPage(page);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await momentum.open();
    await focusFirstCoin(page);
    await page.keyboard.press("p");
    await expect(page.getByTestId("plan-results")).toBeVisible();
    expect((await new AxeBuilder({ page }).include("[data-testid=buy-modal]").analyze()).violations).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await expect(alerts.builder.getByTestId("preview-sentence")).toBeVisible();
    expect((await new AxeBuilder({ page }).include("[data-testid=rule-builder]").analyze()).violations).toEqual([]);
    await alerts.save.click();
    await alerts.open();
    await expect(alerts.rows).toHaveCount(1);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await alerts.tab("Channels").click();
    await expect(page.getByRole("region", { name: "Add a channel" })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}
