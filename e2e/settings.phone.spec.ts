import { expect, test } from "./journey";

test("the settings fit a phone without scrolling sideways", async ({ page }) => {
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const box = await page.getByRole("button", { name: "Make an API key" }).boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
});
