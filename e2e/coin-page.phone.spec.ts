import { answerCandlesWith, answerCoinWith, candlesAnswer, fullEvidence } from "./evidence";
import { expect, test } from "./journey";

test.beforeEach(async ({ page, coinPage, product }) => {
  await answerCandlesWith(page, candlesAnswer());
  await answerCoinWith(page, fullEvidence);
  await coinPage.open((await product.list("per_page=1")).results[0]!.id);
  await expect(coinPage.chart).toBeVisible();
});

test("sections fold, and nothing scrolls sideways with all of them open", async ({ page, coinPage, momentum }) => {
  await expect(coinPage.section("Whales").getByTestId("whale-flow")).toBeHidden();
  for (const name of ["Whales", "Pre-trend", "Why it moved", "Age of the data", "Links"]) {
    await coinPage.section(name).getByRole("button", { name }).tap();
  }
  await expect(coinPage.section("Whales").getByTestId("whale-flow")).toBeVisible();
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  expect((await coinPage.chart.boundingBox())?.height).toBe(240);
  await coinPage.section("Whales").getByRole("button", { name: "Whales" }).tap();
  await expect(coinPage.section("Whales").getByTestId("whale-flow")).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Screens" })).toBeVisible();
});

test("the ends of a chart's axis keep apart at 375 px", async ({ page, momentum }) => {
  await page.goto("/momentum");
  await momentum.ready();
  await momentum.openCoin((await momentum.symbols())[0]!);
  await momentum.drawer.getByRole("tab", { name: "Market" }).tap();
  const ends = await Promise.all([
    momentum.drawer.getByText("−167 h", { exact: true }).boundingBox(),
    momentum.drawer.getByText("last close", { exact: true }).boundingBox(),
  ]);
  expect((ends[0]?.x ?? 0) + (ends[0]?.width ?? 0)).toBeLessThan(ends[1]?.x ?? 0);
});
