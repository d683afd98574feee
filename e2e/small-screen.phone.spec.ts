import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./journey";

const LEAST_TARGET = 44;

test("nothing scrolls sideways at 375 px", async ({ page, momentum, status }) => {
  await momentum.open();
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  await momentum.choose("Table");
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  const layer = await momentum.openFilters();
  expect((await layer.boundingBox())?.width).toBeLessThanOrEqual(375);
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  await momentum.openCoin((await momentum.symbols())[0]!);
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  await status.open();
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
});

test("an order that waits fits in its line", async ({ page, momentum }) => {
  await momentum.open("?view=table");
  await momentum.coinLinks.first().focus();
  const apply = page.getByRole("button", { name: /changed order|entered|left/ });
  await expect(apply).toBeVisible({ timeout: 30_000 });
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  expect((await apply.boundingBox())?.height).toBeLessThanOrEqual(60);
  await apply.tap();
  await expect(apply).toBeHidden();
});

test("the screens are a bar at the bottom", async ({ page, momentum }) => {
  await momentum.open();
  const bar = await page.getByRole("navigation", { name: "Screens" }).boundingBox();
  expect(bar?.width).toBe(375);
  expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBe(812);
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Status" }).tap();
  await expect(page.getByRole("heading", { level: 1, name: "Status" })).toBeVisible();
});

test("everything to tap is at least 44 px", async ({ page, momentum }) => {
  await momentum.open("?min_score=30");
  // The reader's finger needs the height everywhere, and the width wherever there is no word.
  const small = () =>
    page.evaluate((least) => {
      const controls = document.querySelectorAll(
        "button, select, input, header a, nav a, label:has(input), summary, [role=tab]",
      );
      return [...controls].flatMap((control) => {
        const { width, height } = control.getBoundingClientRect();
        const hidden = width <= 1 || height <= 1 || control.matches("label input");
        if (hidden || (height >= least - 0.5 && width >= least - 0.5)) return [];
        const name = control.getAttribute("aria-label") ?? control.textContent?.slice(0, 40);
        return [`${control.tagName} "${name}" ${Math.round(width)} × ${Math.round(height)}`];
      });
    }, LEAST_TARGET);
  expect(await small()).toEqual([]);
  await momentum.openFilters();
  expect(await small()).toEqual([]);
  await page.keyboard.press("Escape");
  await momentum.openCoin((await momentum.symbols())[0]!);
  expect(await small()).toEqual([]);
});

test("a coin is a sheet: it takes the screen, Esc and Back give it back", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = (await momentum.symbols())[0]!;
  await momentum.coinLink(symbol).tap();
  await momentum.drawerLoaded();
  expect(await momentum.drawer.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 812 });
  await page.keyboard.press("Escape");
  await expect(momentum.drawer).toHaveCount(0);
  await expect(momentum.coinLink(symbol)).toBeFocused();
  await momentum.coinLink(symbol).tap();
  await momentum.drawerLoaded();
  await momentum.drawer.getByRole("button", { name: "Back" }).tap();
  await expect(momentum.drawer).toHaveCount(0);
  expect(new URL(page.url()).searchParams.has("coin")).toBe(false);
});

test("axe finds nothing serious on a phone", async ({ page, momentum }) => {
  await momentum.open("?min_score=75");
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(" ")}`)).toEqual([]);
});
