import { answerCoinWith, fullEvidence } from "./evidence";
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
  await expect(drawer.getByText(/^(Rank, best at the top|No history yet: )/).first()).toBeVisible();
  await expect(drawer.getByRole("heading", { name: "Why it moved" })).toBeVisible();

  await drawer.getByRole("tab", { name: "Market" }).click();
  await expect(drawer.getByText("Hourly closes of seven days (the provider gives no times)")).toBeVisible();
  await expect(drawer.getByText("Market cap", { exact: true })).toBeVisible();
});

test("the whale tab says who buys, how large, and how it was seen", async ({ page, momentum }) => {
  await answerCoinWith(page, fullEvidence);
  await momentum.open();
  await momentum.openCoin((await momentum.symbols())[0]!);
  const { drawer } = momentum;
  await expect(drawer.getByTestId("rank-change")).toHaveText(
    "Rank 4→1 in 1 h: volume +6.1 · RSI +1.2 · others +1 place",
  );
  await drawer.getByRole("tab", { name: "Whale" }).click();
  expect(new URL(page.url()).searchParams.get("tab")).toBe("whale");
  await expect(drawer.getByTestId("whale-chip")).toHaveText("Whales");
  await expect(drawer.getByTestId("whale-flow")).toHaveText("buying");
  await expect(drawer.getByText(/half-life 6 h\. Wallet count: – \(needs an on-chain source\)/)).toBeVisible();
  await expect(drawer.getByRole("table", { name: "Largest of 24 h" }).getByRole("row")).toHaveCount(1);
  await expect(drawer.getByRole("img", { name: /81% of the money bought\. Flow: buying/ })).toBeVisible();
});

test("a coin that nobody watches says why instead of showing zeros", async ({ page, momentum }) => {
  const reason = "The recorded tape holds candles, not trades.";
  await answerCoinWith(page, () => ({
    whale_details: null,
    whale_watch: { state: "unavailable", reason },
    pretrend_details: null,
  }));
  await momentum.open();
  await momentum.openCoin((await momentum.symbols())[0]!);
  await momentum.drawer.getByRole("tab", { name: "Whale" }).click();
  await expect(momentum.drawer.getByTestId("whale-missing")).toHaveText(`Whales are not watched here. ${reason}`);
  await page.keyboard.press("ArrowRight");
  await expect(momentum.drawer.getByRole("tab", { name: "Pre-trend" })).toBeFocused();
  await expect(momentum.drawer.getByTestId("pretrend-missing")).toBeVisible();
});

test("the pre-trend tab compares with the base rate, and says when no model is served", async ({ page, momentum }) => {
  await answerCoinWith(page, fullEvidence);
  await momentum.open("?tab=pretrend");
  await momentum.coinLinks.first().click();
  const tab = momentum.drawer.getByTestId("pretrend-tab");
  await expect(tab.getByText(/^31% \(range 26–37%\).* Any coin: 24%\.$/)).toBeVisible();
  await expect(tab.getByRole("region", { name: "Factors" }).getByRole("listitem")).toHaveCount(2);
  await page.unroute(/\/api\/market\/coin\/[^/]+$/);
  await answerCoinWith(page, (detail) => {
    const { pretrend_details } = fullEvidence(detail);
    const details = pretrend_details && { ...pretrend_details, model: "base_rate" as const, factors: [] };
    return { pretrend_details: details ?? null };
  });
  await momentum.coinLinks.nth(1).click();
  await expect(tab.getByTestId("pretrend-gate")).toHaveText(
    "No model is served: its lead over the base rate is not proven. Shown is the base rate, 24%.",
  );
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
