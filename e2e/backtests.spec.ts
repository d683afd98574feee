import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./journey";
import { BacktestsPage } from "./pages/backtests-page";
import type { Product } from "./product";

/** Candles are fetched, every hour is scored, and random entries are drawn: seconds, not milliseconds. */
const FINISHED_MS = 60_000;
test.setTimeout(120_000);

/** A coin whose venue has candles, so that a run has something to rest on. */
async function coinWithCandles(product: Product) {
  const coin = (await product.list("per_page=1&sort=market_cap&order=desc")).results[0];
  if (coin === undefined) throw new Error("the market has no coin");
  return coin;
}

test("from a card to a finished backtest: verdict, curve, trades, the way back to the same settings", async ({
  page,
  momentum,
}) => {
  const backtests = new BacktestsPage(page);
  await momentum.open();
  const card = page.getByTestId("coin-card").first();
  await card.getByRole("link").first().click();
  await page.getByRole("link", { name: "Backtest", exact: true }).click();
  await expect(page).toHaveURL(/\/backtests\?symbol=/);
  await expect(page.getByTestId("coin-picker")).not.toHaveValue("");
  await backtests.field("threshold").fill("55");
  await expect(page.getByTestId("backtest-preview")).toContainText(/\d+ d, [\d,]+ h/);
  await backtests.run.click();
  await expect(page).toHaveURL(/\/backtests\/[\w-]+$/);
  await expect(backtests.result).toBeVisible({ timeout: FINISHED_MS });
  await expect(page.getByTestId("verdict")).toContainText(
    /Not enough data|No edge shown|Worse than holding|Does not hold out of sample|Edge in this sample/,
  );
  await expect(page.getByTestId("metric-total_return")).toContainText("%");
  await expect(page.getByTestId("equity-chart")).toBeVisible();
  await expect(page.getByTestId("trade-table").getByRole("row").nth(1)).toContainText(/time|stop|target|end of data/);
  await expect(page.getByTestId("candle-chart")).toBeVisible();
  await page.reload();
  await expect(backtests.result).toBeVisible();
  await page.getByText("Change and run again").click();
  await expect(backtests.field("threshold")).toHaveValue("55");
});

test("a measure says what it means, and the page passes the accessibility rules", async ({ page, product }) => {
  const backtests = new BacktestsPage(page);
  const coin = await coinWithCandles(product);
  await backtests.open(`?symbol=${encodeURIComponent(coin.id)}`);
  await backtests.field("threshold").fill("60");
  await backtests.run.click();
  await expect(backtests.result).toBeVisible({ timeout: FINISHED_MS });
  await page.getByRole("button", { name: "What Sharpe means" }).click();
  await expect(page.getByRole("dialog", { name: "What Sharpe means" })).toContainText("365");
  await page.keyboard.press("Escape");
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test("an equal run is offered instead of a second one", async ({ page, product }) => {
  const backtests = new BacktestsPage(page);
  const coin = await coinWithCandles(product);
  for (let run = 0; run < 2; run++) {
    await backtests.open(`?symbol=${encodeURIComponent(coin.id)}`);
    await backtests.field("threshold").fill("62");
    if (run === 1) await expect(page.getByTestId("backtest-preview")).toContainText("An identical run is there");
    await backtests.run.click();
    await expect(backtests.result).toBeVisible({ timeout: FINISHED_MS });
  }
});

test("a heat map and a walk-forward come with the luck they stand for", async ({ page, product }) => {
  const backtests = new BacktestsPage(page);
  const coin = await coinWithCandles(product);
  await backtests.open(`?symbol=${encodeURIComponent(coin.id)}`);
  await backtests.field("threshold").fill("60");
  await page.getByText("More", { exact: true }).click();
  await page.getByTestId("backtest-sweep").check();
  await page.getByTestId("backtest-walk-forward").check();
  await backtests.run.click();
  await expect(backtests.result).toBeVisible({ timeout: FINISHED_MS });
  const heat = page.getByTestId("heat-map");
  await expect(heat).toContainText(/\d+ variants tried/);
  const cell = heat.locator("td[tabindex='0']");
  await cell.focus();
  await page.keyboard.press("ArrowRight");
  await expect(heat).toContainText(/Score ≥ \d+, \d+ h:/);
  await expect(page.getByRole("region", { name: "Walk-forward" })).toContainText("Together");
});

test("a run that takes long can be cancelled, and stays cancelled", async ({ page, product, request, baseURL }) => {
  const backtests = new BacktestsPage(page);
  await product.list("per_page=1");
  const today = new Date();
  const day = (back: number) => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  const created = await request.post("/api/market/backtest", {
    headers: { origin: baseURL ?? "" },
    data: {
      top_n: 10,
      start_date: day(60),
      end_date: day(2),
      threshold: 40,
      sweep: {
        thresholds: Array.from({ length: 40 }, (_, step) => 40 + step),
        hold_hours: Array.from({ length: 50 }, (_, step) => 1 + step),
      },
    },
  });
  expect(created.status(), await created.text()).toBe(202);
  const { job_id } = (await created.json()) as { job_id: string };
  await page.goto(`/backtests/${job_id}`);
  await page.getByTestId("cancel-backtest").click();
  await expect(page.getByTestId("backtest-ended")).toContainText("cancelled", { timeout: 20_000 });
  await page.reload();
  await expect(backtests.status).toContainText("cancelled");
});

test("mistakes are said at their fields before anything is queued", async ({ page }) => {
  const backtests = new BacktestsPage(page);
  await backtests.open();
  await backtests.run.click();
  await expect(backtests.form).toContainText("Choose a coin.");
  await backtests.field("from").fill("2024-05-01");
  await backtests.field("to").fill("2024-04-01");
  await expect(backtests.form).toContainText("must not be before the first day");
  await backtests.field("threshold").fill("high");
  await expect(backtests.form).toContainText("must be a number");
  await backtests.field("fee").fill("0");
  await expect(page.getByTestId("costs-off")).toContainText("not comparable");
  await expect(page).toHaveURL(/\/backtests$/);
});

test("an address that leads to no backtest says so", async ({ page }) => {
  await page.goto("/backtests/no-such-run");
  await expect(page.getByTestId("backtest-unknown")).toContainText("No such backtest");
});
