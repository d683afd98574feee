import { expect, test } from "./journey";

const pages = [
  "/momentum?view=table",
  "/momentum?view=cards",
  "/momentum/scorecard",
  "/alerts",
  "/backtests",
  "/status",
];

for (const address of pages) {
  test(`${address} on paper: no controls, no sideways scroll, dark on white, and which market it is`, async ({
    page,
  }) => {
    await page.goto(address);
    await expect(page.locator("h1")).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 794, height: 1123 });
    await expect(page.getByTestId("source-strip")).toBeVisible();
    await expect(page.locator("nav").first()).toBeHidden();
    const controls = page.locator("main :is(button.button, select):visible");
    await expect(controls).toHaveCount(0);
    const paper = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return { backgroundColor, color, wider: document.documentElement.scrollWidth - window.innerWidth };
    });
    expect(paper.backgroundColor).toBe("rgb(255, 255, 255)");
    expect(paper.wider).toBeLessThanOrEqual(0);
  });
}
