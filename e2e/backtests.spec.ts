import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "./journey";
import { BacktestsPage, FINISHED_MS } from "./pages/backtests-page";
import type { Product } from "./product";

test.setTimeout(150_000);

const DAY_MS = 86_400_000;
const day = (back: number): string => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);

/** The largest coin has candles at its venue, so that a run has something to rest on. */
async function coinWithCandles(product: Product) {
  const coin = (await product.list("per_page=1&sort=market_cap&order=desc")).results[0];
  if (coin === undefined) throw new Error("the market has no coin");
  return coin;
}

/** A run that is there when it returns; equal ones are made once, whichever test comes first. */
async function finishedRun(request: APIRequestContext, origin: string, body: Record<string, unknown>): Promise<string> {
  const data = { start_date: day(61), end_date: day(1), threshold: 60, ...body };
  const created = await request.post("/api/market/backtest", { headers: { origin }, data });
  expect(created.status(), await created.text()).toBe(202);
  const { job_id } = (await created.json()) as { job_id: string };
  const status = async () =>
    ((await (await request.get(`/api/market/backtest/${job_id}`)).json()) as { status: string }).status;
  await expect.poll(status, { timeout: FINISHED_MS, intervals: [300] }).toBe("completed");
  return job_id;
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
  await expect(backtests.field("threshold")).toHaveValue("55");
});

test("a trade chosen in the table is the one on the candles, and the buttons walk on from it", async ({
  page,
  product,
  request,
  baseURL,
}) => {
  const coin = await coinWithCandles(product);
  await page.goto(`/backtests/${await finishedRun(request, baseURL ?? "", { symbol: coin.id })}`);
  const rows = page.getByTestId("trade-table").locator("tbody tr");
  await rows.nth(1).getByRole("button").click();
  await expect(rows.nth(1)).toHaveAttribute("aria-current", "true");
  const entry = (await rows.nth(1).locator("td").nth(1).textContent()) ?? "?";
  await expect(page.getByTestId("trade-candles")).toContainText(`in ${entry}`);
  await page.getByRole("button", { name: "Earlier trade" }).click();
  await expect(rows.nth(0)).toHaveAttribute("aria-current", "true");
});

test("a measure says what it means, and the page passes the accessibility rules", async ({
  page,
  product,
  request,
  baseURL,
}) => {
  const backtests = new BacktestsPage(page);
  const coin = await coinWithCandles(product);
  await page.goto(`/backtests/${await finishedRun(request, baseURL ?? "", { symbol: coin.id })}`);
  await expect(backtests.result).toBeVisible();
  await page.getByRole("button", { name: "What Sharpe means" }).click();
  await expect(page.getByRole("dialog", { name: "What Sharpe means" })).toContainText("365");
  await page.keyboard.press("Escape");
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test("a run made again is identical, and its trades go out as a table", async ({ page, product, request, baseURL }) => {
  const coin = await coinWithCandles(product);
  const id = await finishedRun(request, baseURL ?? "", { symbol: coin.id });
  await page.goto(`/backtests/${id}`);
  await page.getByTestId("verify-backtest").click();
  await expect(page.getByTestId("verify-outcome")).toContainText("identical to the last byte", {
    timeout: FINISHED_MS,
  });
  const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const csv = await request.get(href ?? "");
  expect(csv.headers()["content-type"]).toContain("text/csv");
  const [head, first] = (await csv.text()).split("\n");
  expect(head).toContain("entry_time");
  expect(first).toContain(coin.id);
});

test("an equal run is offered instead of a second one", async ({ page, product, request, baseURL }) => {
  const backtests = new BacktestsPage(page);
  const coin = await coinWithCandles(product);
  const id = await finishedRun(request, baseURL ?? "", { symbol: coin.id });
  await backtests.open(`?symbol=${encodeURIComponent(coin.id)}`);
  await backtests.field("from").fill(day(61));
  await backtests.field("to").fill(day(1));
  await backtests.field("threshold").fill("60");
  await expect(page.getByTestId("backtest-preview")).toContainText("An identical run is there");
  await backtests.run.click();
  await expect(page).toHaveURL(new RegExp(`/backtests/${id}$`));
  await expect(page.getByTestId("backtest-preview")).toContainText("the settings of the run on this page");
});

test("two runs stand beside each other, what was asked differently first", async ({
  page,
  product,
  request,
  baseURL,
}) => {
  const coin = await coinWithCandles(product);
  const origin = baseURL ?? "";
  const first = await finishedRun(request, origin, { symbol: coin.id });
  await finishedRun(request, origin, { symbol: coin.id, threshold: 62 });
  await page.goto(`/backtests?compare=${first}`);
  const runs = page.getByTestId("backtest-row");
  // The choice lives in the address: the box follows it a moment later.
  const choice = runs.filter({ hasText: "score ≥ 62, 24 h ·" }).first().getByRole("checkbox");
  await choice.click();
  await expect(choice).toBeChecked();
  const compared = page.getByTestId("compare-view");
  await expect(compared.locator("tbody tr").first()).toContainText(/Score at least\s*60\s*62/);
  await expect(compared.getByTestId("compare-curves")).toBeVisible();
  await page.reload();
  await expect(compared).toContainText("Score at least");
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
  await heat.locator("td[tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  await expect(heat).toContainText(/Score ≥ \d+, \d+ h:/);
  await expect(page.getByRole("region", { name: "Walk-forward" })).toContainText("Together");
});

test("a run that takes long can be cancelled, and stays cancelled", async ({ page, request, baseURL }) => {
  const backtests = new BacktestsPage(page);
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
  await expect(page.getByTestId("backtest-ended")).toContainText("cancelled", { timeout: 40_000 });
  await page.reload();
  await expect(backtests.status).toContainText("cancelled");
});

test("mistakes are said at their fields before anything is queued", async ({ page }) => {
  const backtests = new BacktestsPage(page);
  await backtests.open("?symbol=no-such-coin");
  await expect(page.getByTestId("backtest-remark")).toContainText("No coin is called no-such-coin");
  await backtests.run.click();
  await expect(backtests.form).toContainText("Choose a coin.");
  await backtests.field("from").fill("2024-05-01");
  await backtests.field("to").fill("2024-04-01");
  await expect(backtests.form).toContainText("must not be before the first day");
  await backtests.field("threshold").fill("high");
  await expect(backtests.form).toContainText("must be a number");
  await backtests.field("fee").fill("0");
  await expect(page.getByTestId("costs-off")).toContainText("not comparable");
  await expect(page).toHaveURL(/\/backtests\?symbol=no-such-coin$/);
});

test("a stranger may read, and is told at the button who may run", async ({ page }) => {
  const stranger = {
    needs_setup: false,
    signed_in: false,
    via: null,
    reads: "open",
    scopes: ["read"],
    password_changeable: true,
  };
  await page.route("**/api/access", (route) => route.fulfill({ json: stranger }));
  const backtests = new BacktestsPage(page);
  await backtests.open();
  await expect(page.getByTestId("backtest-sign-in").getByRole("link")).toHaveAttribute("href", /^\/sign-in/);
  await expect(backtests.run).toBeDisabled();
});

test("an address that leads to no backtest says so", async ({ page, complaints }) => {
  complaints.expect(/404/);
  await page.goto("/backtests/no-such-run");
  await expect(page.getByTestId("backtest-unknown")).toContainText("No such backtest");
});
