import { expect, test } from "./journey";

test("the whole screen works without a mouse", async ({ page, momentum }) => {
  await momentum.open();
  const { keyboard } = page;

  await keyboard.press("/");
  await expect(momentum.search).toBeFocused();
  await keyboard.type("jk?v");
  await expect(momentum.search).toHaveValue("jk?v");
  // A search still on its way would take the coins away again under the focus.
  await expect(page).toHaveURL(/[?&]q=/);
  await expect.poll(() => momentum.total()).toBe(0);
  await keyboard.press("Escape");
  await expect(momentum.search).toHaveValue("");
  await keyboard.press("Escape");
  await expect(momentum.search).not.toBeFocused();
  await expect(page).not.toHaveURL(/[?&]q=/);
  await expect.poll(() => momentum.total()).toBeGreaterThan(1_000);
  await expect(momentum.coinLinks.nth(2)).toBeVisible();

  const focused = page.locator(":focus");
  await keyboard.press("j");
  await expect(momentum.coinLinks.nth(0)).toBeFocused();
  await keyboard.press("j");
  await keyboard.press("ArrowDown");
  await expect(momentum.coinLinks.nth(2)).toBeFocused();
  await keyboard.press("k");
  await expect(momentum.coinLinks.nth(1)).toBeFocused();

  const symbol = (await focused.textContent())!;
  await keyboard.press("Enter");
  await momentum.drawerLoaded();
  await expect(momentum.drawer).toHaveAccessibleName(new RegExp(`^${symbol} `));
  await keyboard.press("j");
  await expect(momentum.drawer).not.toHaveAccessibleName(new RegExp(`^${symbol} `));
  await keyboard.press("Escape");
  await expect(momentum.drawer).toHaveCount(0);

  await keyboard.press("v");
  await expect(momentum.table).toBeVisible();
  await keyboard.press("v");
  await expect(momentum.table).toBeHidden();
});

test("? shows the keys, Esc takes them away again", async ({ page, momentum }) => {
  await momentum.open();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toBeVisible();
  await expect(help.getByText("find a coin")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});

test("g and a letter go to a page, from every page, and never what the letter means alone", async ({
  page,
  momentum,
}) => {
  await momentum.open();
  for (const [letter, heading] of [
    ["a", "Alerts"],
    ["b", "Backtests"],
    ["t", "Status"],
    ["c", "Scorecard"],
    ["e", "Settings"],
    ["m", "Momentum"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }
  await page.keyboard.press("j");
  await expect(momentum.coinLinks.nth(0)).toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(momentum.table).toBeHidden();
  await page.keyboard.press("v");
  await expect(momentum.table).toBeVisible();
});

test("the map of the keys is on every page, and names the keys of all of them", async ({ page }) => {
  await page.goto("/status");
  await expect(page.getByTestId("connection-sign")).toHaveText("Stream", { timeout: 20_000 });
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  for (const section of ["On every page", "In the list of coins", "On a coin's page", "In the palette"]) {
    await expect(help.getByRole("heading", { name: section })).toBeVisible();
  }
  const rows = help.getByRole("definition");
  expect(await rows.count()).toBeGreaterThan(30);
  await expect(help.getByText("plan a buy of the coin").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});

test("End reaches the last coin, Home the first", async ({ page, momentum }) => {
  await momentum.open("?view=table");
  await page.keyboard.press("End");
  const last = page.locator(":focus");
  // A full refresh may add or drop a coin between the key and the count.
  await expect
    .poll(async () => (await momentum.total()) - Number(await last.getAttribute("data-index")))
    .toBeLessThanOrEqual(2);
  await expect(last).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(momentum.coinLinks.first()).toBeFocused();
});

test("the first Tab offers to skip to the content", async ({ page, momentum }) => {
  await momentum.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("single-letter keys can be switched off", async ({ page, momentum }) => {
  await momentum.open();
  await page.getByRole("button", { name: "Look and keys" }).click();
  const look = page.getByRole("dialog", { name: "Look" });
  await look.getByRole("group", { name: "Single-letter keys" }).getByText("Off").click();
  await page.keyboard.press("Escape");
  await expect(look).toBeHidden();
  await page.keyboard.press("v");
  await page.keyboard.press("/");
  await expect(momentum.search).not.toBeFocused();
  await expect(momentum.table).toBeHidden();
});
