import type { Page } from "@playwright/test";
import { expect, test } from "./journey";

const background = "getComputedStyle(document.documentElement).backgroundColor";

async function keptLook(page: Page): Promise<string> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === "ghostquant_look");
  return decodeURIComponent(cookie?.value ?? "");
}

test("the theme is kept in a cookie and is in the first byte of the next page", async ({ page, momentum }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const first = await momentum.open();
  expect(await first?.text()).toContain('data-theme="system"');
  const dark = await page.evaluate(background);

  await page.getByRole("button", { name: "Theme: as the system. Change to dark" }).click();
  await page.getByRole("button", { name: "Theme: dark. Change to light" }).click();
  await expect(page.getByRole("button", { name: /^Theme: light\./ })).toBeVisible();
  const light = await page.evaluate(background);
  expect(light).not.toBe(dark);
  await expect.poll(() => keptLook(page)).toContain("theme=light");

  // No flash: the server writes the theme, no script corrects it later.
  await page.addInitScript(() => {
    const themes: (string | undefined)[] = [];
    Object.assign(window, { themes });
    const note = () => themes.push(document.documentElement?.dataset.theme);
    new MutationObserver(note).observe(document, { subtree: true, childList: true, attributeFilter: ["data-theme"] });
  });
  const next = await momentum.open();
  expect(await next?.text()).toContain('data-theme="light"');
  expect(await page.evaluate("[...new Set(window.themes)]")).toEqual(["light"]);
  expect(await page.evaluate(background)).toBe(light);
});

test("the theme follows the reader's machine until the reader says otherwise", async ({ page, momentum }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await momentum.open();
  const light = await page.evaluate(background);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => page.evaluate(background)).not.toBe(light);
  const dark = await page.evaluate(background);
  await page.getByRole("button", { name: "Theme: as the system. Change to dark" }).click();
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.getByRole("button", { name: /^Theme: dark\./ })).toBeVisible();
  expect(await page.evaluate(background)).toBe(dark);
});

test("the chosen view is remembered for the plain address", async ({ page, momentum }) => {
  await momentum.open();
  await momentum.choose("Table");
  await expect.poll(() => keptLook(page)).toContain("view=table");
  await momentum.open();
  await expect(momentum.table).toBeVisible();
});
