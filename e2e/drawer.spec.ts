import { expect, test } from "./journey";

test("the waterfall's parts sum to the score on the card", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = (await momentum.symbols())[2]!;
  await momentum.openCoin(symbol);
  // The card and the drawer are read apart; both settle on the same refresh.
  await expect(async () => {
    const { parts, total, headline } = await momentum.waterfall();
    const card = momentum.cards.filter({ has: page.getByRole("link", { name: symbol, exact: true }) }).first();
    const shown = Number(/[\d.]+/.exec((await card.getByText(/^score [\d.]+ of/).textContent()) ?? "")?.[0]);
    expect(parts).toHaveLength(6);
    const sum = parts.reduce((left, right) => left + right, 0);
    expect(Math.abs(sum - headline)).toBeLessThanOrEqual(0.25);
    expect(total).toBe(headline);
    expect(Math.abs(shown - headline)).toBeLessThanOrEqual(0.1);
  }).toPass({ timeout: 10_000 });
});

test("the tabs show inputs, history and market", async ({ page, momentum }) => {
  await momentum.open();
  await momentum.openCoin((await momentum.symbols())[0]!);
  const { drawer } = momentum;
  await drawer.getByText("Show inputs").click();
  await expect(drawer.getByText("Hourly volatility")).toBeVisible();
  await expect(drawer.getByText(/^baseline: /)).toBeVisible();
  await drawer.locator("summary").filter({ hasText: "Whale" }).click();
  await expect(drawer.getByRole("listitem").filter({ hasText: "Whale" }).getByRole("paragraph")).toBeVisible();

  await drawer.getByRole("tab", { name: "History" }).click();
  await expect(drawer.getByRole("tab", { name: "History" })).toHaveAttribute("aria-selected", "true");
  expect(new URL(page.url()).searchParams.get("tab")).toBe("history");
  await expect(drawer.getByText("Rank, best at the top")).toBeVisible();

  await drawer.getByRole("tab", { name: "Market" }).click();
  await expect(drawer.getByText("Hourly closes of seven days (the provider gives no times)")).toBeVisible();
  await expect(drawer.getByText("Market cap", { exact: true })).toBeVisible();
});

test("Esc closes it and the coin keeps the focus", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = (await momentum.symbols())[1]!;
  await momentum.coinLink(symbol).focus();
  await page.keyboard.press("Enter");
  await momentum.drawerLoaded();
  await page.keyboard.press("Escape");
  await expect(momentum.drawer).toHaveCount(0);
  await expect(momentum.coinLink(symbol)).toBeFocused();
});

test("closing it from inside gives the focus back to the coin", async ({ page, momentum }) => {
  await momentum.open();
  const symbol = (await momentum.symbols())[1]!;
  await momentum.coinLink(symbol).focus();
  await page.keyboard.press("Enter");
  await momentum.drawerLoaded();
  const close = momentum.drawer.getByRole("button", { name: "Close" });
  await close.focus();
  await page.keyboard.press("Enter");
  await expect(momentum.drawer).toHaveCount(0);
  await expect(momentum.coinLink(symbol)).toBeFocused();
});

test("the list stays usable beside it: another coin replaces this one", async ({ momentum, page }) => {
  await momentum.open("?view=table");
  const [first, second] = await momentum.symbols();
  await momentum.openCoin(first!);
  await momentum.coinLink(second!).click();
  await expect(momentum.drawer).toHaveAccessibleName(new RegExp(`^${second} `));
  await momentum.drawer.getByRole("button", { name: "Close" }).click();
  await expect(momentum.drawer).toHaveCount(0);
  expect(new URL(page.url()).searchParams.has("coin")).toBe(false);
});

test("a coin that does not exist is said to be missing", async ({ page, momentum, complaints }) => {
  complaints.expect(/404/);
  await page.goto("/momentum?coin=no-such-coin");
  await expect(momentum.drawer.getByRole("alert")).toHaveText(/not in the universe/);
});
