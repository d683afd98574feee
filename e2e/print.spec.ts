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
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(address);
    await expect(page.locator("h1")).toBeVisible();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.setViewportSize({ width: 794, height: 1123 });
    await expect(page.getByTestId("source-strip")).toBeVisible();
    await expect(page.locator("nav").first()).toBeHidden();
    const controls = page.locator("main :is(button.button, select):visible");
    await expect(controls).toHaveCount(0);
    const paper = await page.evaluate(() => {
      // Colours as they are painted, however they are written.
      const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      const painted = (color: string): number[] => {
        if (brush === null) return [];
        brush.fillStyle = color;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      return {
        ground: painted(getComputedStyle(document.documentElement).backgroundColor),
        ink: painted(getComputedStyle(document.body).color),
        wider: document.documentElement.scrollWidth - window.innerWidth,
      };
    });
    expect(paper.ground).toEqual([255, 255, 255]);
    expect(Math.max(...paper.ink)).toBeLessThan(80);
    expect(paper.wider).toBeLessThanOrEqual(0);
    // An age grows older on paper: the moment itself stands there.
    await expect(page.getByTestId("paper-line")).toContainText(/newest datum \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/);
  });
}
