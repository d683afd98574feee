import { expect, test } from "./journey";
import { Palette } from "./pages/palette";

test("on a phone the palette is the whole screen, opened and used by finger", async ({ page, momentum, product }) => {
  const { symbol } = (await product.list("sort=market_cap&per_page=1&include_stable=true")).results[0]!;
  await momentum.open();
  const palette = new Palette(page);
  await page.getByTestId("palette-button").tap();
  await expect(palette.field).toBeFocused();
  expect(await palette.dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 812 });
  for (const target of [palette.options.first(), palette.dialog.getByRole("button", { name: /Close/ })]) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await palette.field.fill(symbol);
  await palette.options.filter({ hasText: symbol }).first().tap();
  await expect(page).toHaveURL(/\/momentum\/.+/);
});

test("the top bar keeps its place on a phone: nothing scrolls sideways", async ({ page, momentum }) => {
  await momentum.open();
  const { wide, width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  expect(wide).toBe(width);
  await expect(page.getByTestId("account")).toBeInViewport();
});
