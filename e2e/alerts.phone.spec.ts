import { expect, test } from "./journey";

test("a plan and an alert fill a phone's screen without a sideways scroll", async ({ page, momentum }) => {
  await momentum.open();
  const card = page.getByTestId("coin-card").first();
  await card.getByRole("button", { name: /^Plan a buy of/ }).tap();
  const plan = page.getByTestId("buy-modal");
  await expect(plan.getByTestId("plan-results")).toContainText("Break-even");
  expect(await plan.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 812 });
  expect(await plan.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  const button = await plan.getByRole("button", { name: "Alert instead" }).boundingBox();
  expect(button?.height).toBeGreaterThanOrEqual(44);
  await plan.getByRole("button", { name: "Close" }).tap();
  await card.getByRole("link").tap();
  await page
    .getByTestId("coin-drawer")
    .getByRole("button", { name: /^Alert me/ })
    .tap();
  const builder = page.getByTestId("rule-builder");
  await expect(builder.getByTestId("preview-sentence")).toBeVisible();
  expect(await builder.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 812 });
  expect(await builder.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});
