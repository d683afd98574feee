import AxeBuilder from "@axe-core/playwright";
import { answerCandlesWith, answerCoinWith, candlesAnswer, fullEvidence } from "./evidence";
import { expect, test } from "./journey";

test("a coin has a page that can be passed on: name, rank and market in its title and preview", async ({
  page,
  coinPage,
  product,
}) => {
  await answerCandlesWith(page, candlesAnswer());
  const coin = (await product.list("per_page=1")).results[0]!;
  const response = await coinPage.open(coin.id);
  expect(response?.status()).toBe(200);
  await expect(coinPage.heading).toContainText(coin.symbol);
  await expect(page).toHaveTitle(new RegExp(`^Simulated: ${coin.symbol} .* · GhostQuant$`));
  const meta = (name: string) => page.locator(`meta[property="${name}"]`).getAttribute("content");
  expect(await meta("og:title")).toContain(coin.symbol);
  expect(await meta("og:description")).toMatch(
    /^Momentum score [\d.]+ of [\d.]+, rank #\d+ of \d+.* Prices are generated\.$/,
  );
  await expect(page.locator('link[rel="canonical"], meta[property="og:url"]')).toHaveCount(0);
});

test("the score's parts on the page sum to the score", async ({ page, coinPage, product }) => {
  await answerCandlesWith(page, candlesAnswer());
  await coinPage.open((await product.list("per_page=1")).results[0]!.id);
  const { parts, headline } = await coinPage.waterfall();
  expect(parts).toHaveLength(6);
  expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - headline)).toBeLessThanOrEqual(0.25);
});

test("the page is read again with the next board", async ({ page, coinPage, product }) => {
  await answerCandlesWith(page, candlesAnswer());
  const coin = (await product.list("per_page=1")).results[0]!;
  await coinPage.open(coin.id);
  const before = (await product.list("per_page=1")).sequence;
  const isNewer = async (response: import("@playwright/test").Response) =>
    response.url().endsWith(`/api/market/coin/${encodeURIComponent(coin.id)}`) &&
    ((await response.json()) as { sequence: number }).sequence > before;
  await page.waitForResponse(isNewer, { timeout: 30_000 });
});

test("whales, pre-trend and the reasons of a rank are said in words", async ({ page, coinPage, product }) => {
  await answerCandlesWith(page, candlesAnswer());
  await answerCoinWith(page, fullEvidence);
  await coinPage.open((await product.list("per_page=1")).results[0]!.id);
  const whales = coinPage.section("Whales");
  await expect(whales.getByText(/41 trades of \$100K or more in 24 h, .*81% of the money bought/)).toBeVisible();
  await expect(whales.getByTestId("whale-flow")).toHaveText("buying");
  await expect(coinPage.section("Pre-trend").getByText(/^31% \(range 26–37%\) to rise by one usual/)).toBeVisible();
  await expect(coinPage.section("Why it moved").getByText("volume +6.1 · RSI +1.2 · others +1 place")).toBeVisible();
  await expect(page.getByTestId("whale-chip").first()).toHaveText("Whales");
});

test("candles come by themselves when they were not there yet, and are walked by arrow keys", async ({
  page,
  coinPage,
  product,
}) => {
  await answerCandlesWith(page, candlesAnswer({ state: "loading", candles: [], forming: null }), candlesAnswer());
  await coinPage.open((await product.list("per_page=1")).results[0]!.id);
  await expect(coinPage.chart).toBeVisible();
  await expect(coinPage.chart.locator("canvas").first()).toBeVisible();
  await expect(coinPage.reading).toContainText("2026-11-02 16:00 UTC, forming");
  await coinPage.chart.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(coinPage.reading).toContainText("2026-11-02 15:00 UTC");
  await expect(coinPage.reading).toContainText("Close $140.00");
  await expect(page.getByText("Binance ANYUSDT · closed bars only count")).toBeVisible();
  await expect(page.getByRole("link", { name: "tradingview.com" })).toBeVisible();
  await page.getByRole("checkbox", { name: /EMA 5/ }).uncheck();
  await expect(coinPage.chart).toBeVisible();
});

test("without a venue the line of closes is called that, with the reason", async ({ page, coinPage, product }) => {
  const reason = "No pair of Binance is proven to be this coin.";
  await answerCandlesWith(page, candlesAnswer({ state: "none", reason, candles: [], forming: null }));
  await coinPage.open((await product.list("per_page=1")).results[0]!.id);
  await expect(coinPage.closesOnly.getByText(reason)).toBeVisible();
  await expect(coinPage.closesOnly.getByText(/^Closes only: hourly/)).toBeVisible();
  await expect(coinPage.chart).toHaveCount(0);
});

test("the drawer's coin opens as a page by o and by its sign; Back gives list and drawer back", async ({
  page,
  momentum,
  coinPage,
}) => {
  await answerCandlesWith(page, candlesAnswer());
  await momentum.open();
  const symbol = (await momentum.symbols())[1]!;
  await momentum.openCoin(symbol);
  await page.keyboard.press("o");
  await expect(coinPage.heading).toContainText(symbol);
  await page.goBack();
  await momentum.drawerLoaded();
  await expect(momentum.drawer).toHaveAccessibleName(new RegExp(`^${symbol} `));
  await momentum.drawer.getByRole("link", { name: "Open page", exact: true }).click();
  await expect(coinPage.heading).toContainText(symbol);
  await coinPage.root.getByRole("link", { name: "Momentum", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Momentum" })).toBeVisible();
});

test("a symbol leads to the coin's own address", async ({ page, coinPage, product }) => {
  await answerCandlesWith(page, candlesAnswer());
  const { results } = await product.list("per_page=100");
  const symbols = results.map(({ symbol }) => symbol);
  const coin = results.find(({ symbol }) => symbols.filter((other) => other === symbol).length === 1)!;
  const response = await page.goto(`/momentum/${coin.symbol}`);
  expect(response?.status()).toBe(200);
  await expect(coinPage.heading).toContainText(coin.symbol);
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/momentum\//);
});

test("an address that is no coin's offers the nearest names", async ({ page, coinPage, product, complaints }) => {
  complaints.expect(/404/);
  await answerCandlesWith(page, candlesAnswer());
  const coin = (await product.list("per_page=1")).results[0]!;
  const response = await page.goto(`/momentum/${coin.id}x`);
  expect(response?.status()).toBe(404);
  await expect(coinPage.heading).toHaveText(`No coin is called “${coin.id}x”`);
  await coinPage.candidates
    .getByRole("link", { name: new RegExp(coin.symbol) })
    .first()
    .click();
  await expect(coinPage.heading).toContainText(coin.symbol);
});

test("an address that is nothing's says so in our own look", async ({ page, complaints }) => {
  complaints.expect(/404/);
  const response = await page.goto("/no-such-screen");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
  await expect(page.getByRole("navigation", { name: "Screens" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "API documentation" })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the first paint has the coin's score and rank", async ({ page, coinPage, product }) => {
    const coin = (await product.list("per_page=1")).results[0]!;
    await page.goto(`/momentum/${encodeURIComponent(coin.id)}`);
    await expect(coinPage.heading).toContainText(coin.symbol);
    await expect(page.getByTestId("drawer-score")).toHaveText(/^\d+\.\d$/);
    await expect(page.getByTestId("coin-rank")).toContainText("#");
  });
});

for (const theme of ["dark", "light"] as const) {
  test(`axe finds nothing serious on the coin page, ${theme}`, async ({ page, coinPage, product }) => {
    await answerCandlesWith(page, candlesAnswer());
    await answerCoinWith(page, fullEvidence);
    await page.emulateMedia({ colorScheme: theme });
    await coinPage.open((await product.list("per_page=1")).results[0]!.id);
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    await expect(coinPage.section("Whales").getByTestId("whale-flow")).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(" ")}`)).toEqual([]);
  });
}
