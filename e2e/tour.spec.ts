import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./journey";
import { Palette } from "./pages/palette";

test.describe("who comes for the first time", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("is offered a tour beside the page, and after it never again", async ({ page, momentum }) => {
    await momentum.open();
    const tour = page.getByRole("region", { name: "Tour" });
    await expect(tour).toContainText("New here?");
    // It takes no focus and covers nothing as a layer: the page works behind it.
    await page.keyboard.press("v");
    await expect(momentum.table).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include("[data-testid=tour]").analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await tour.getByRole("button", { name: "Take the tour" }).press("Enter");
    await expect(tour.getByRole("heading")).toBeFocused();
    await expect(page.locator("[data-toured]")).toContainText("Stream");
    for (let step = 2; step <= 6; step++) {
      await page.keyboard.press("ArrowRight");
      await expect(tour).toContainText(`${step} of 6`);
      await expect(page.locator("[data-toured]")).toHaveCount(1);
      await expect(page.locator("[data-toured]")).toBeInViewport();
    }
    await tour.getByRole("button", { name: "Done" }).press("Enter");
    await expect(tour).toHaveCount(0);
    await expect(page.locator("[data-toured]")).toHaveCount(0);
    await page.reload();
    await momentum.ready();
    await expect(tour).toHaveCount(0);
  });

  test("who does not want it says so once", async ({ page, momentum }) => {
    await momentum.open();
    const tour = page.getByRole("region", { name: "Tour" });
    await tour.getByRole("button", { name: "Not now" }).click();
    await expect(tour).toHaveCount(0);
    await page.reload();
    await momentum.ready();
    await expect(tour).toHaveCount(0);
  });
});

test("the palette finds the tour again, from any page; Esc ends it", async ({ page, status }) => {
  await status.open();
  await expect(page.getByTestId("connection-sign")).toHaveText("Stream", { timeout: 20_000 });
  await new Palette(page).run("tour", "Take the tour");
  const tour = page.getByRole("region", { name: "Tour" });
  await expect(tour.getByRole("heading")).toBeFocused();
  await expect(page).toHaveURL(/\/momentum$/);
  await page.keyboard.press("Escape");
  await expect(tour).toHaveCount(0);
});
