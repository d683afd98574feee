import { expect, test } from "./journey";
import { BacktestsPage, FINISHED_MS } from "./pages/backtests-page";

test.setTimeout(150_000);

test("a backtest is asked for and read at 375 px without a sideways scroll; the form is folded after it", async ({
  page,
  product,
}) => {
  const backtests = new BacktestsPage(page);
  const coin = (await product.list("per_page=1&sort=market_cap&order=desc")).results[0];
  await backtests.open(`?symbol=${encodeURIComponent(coin?.id ?? "")}`);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await backtests.field("threshold").fill("58");
  await backtests.run.click();
  await expect(backtests.result).toBeVisible({ timeout: FINISHED_MS });
  await expect(backtests.form).toBeHidden();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByText("Change and run again").click();
  await expect(backtests.field("threshold")).toHaveValue("58");
});
