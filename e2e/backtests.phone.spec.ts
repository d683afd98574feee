import { expect, test } from "./journey";
import { BacktestsPage } from "./pages/backtests-page";

test.setTimeout(120_000);

test("a backtest is asked for and read at 375 px without a sideways scroll", async ({ page, product }) => {
  const backtests = new BacktestsPage(page);
  const coin = (await product.list("per_page=1&sort=market_cap&order=desc")).results[0];
  await backtests.open(`?symbol=${encodeURIComponent(coin?.id ?? "")}`);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await backtests.field("threshold").fill("58");
  await backtests.run.click();
  await expect(backtests.result).toBeVisible({ timeout: 60_000 });
  expect(await overflow()).toBeLessThanOrEqual(0);
});
