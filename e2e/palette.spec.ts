import AxeBuilder from "@axe-core/playwright";
import { expect, test as journey } from "./journey";
import { Palette } from "./pages/palette";

/** The market's coins are invented: the largest of them is what BTC is elsewhere. */
const test = journey.extend<{ palette: Palette; largest: { symbol: string; name: string } }>({
  palette: async ({ page }, use) => use(new Palette(page)),
  largest: async ({ product }, use) => {
    const { results } = await product.list("sort=market_cap&per_page=1&include_stable=true");
    await use(results[0]!);
  },
});

test("finds any coin by its symbol and opens its page, without a mouse", async ({
  page,
  momentum,
  palette,
  product,
}) => {
  // Far down by market value, so that no first page holds it.
  const { results } = await product.list("sort=market_cap&order=asc&per_page=1&include_stable=true");
  const coin = results[0]!;
  await momentum.open();
  await palette.open();
  await page.keyboard.type(coin.symbol.toLowerCase());
  const option = palette.options.filter({ hasText: coin.name }).first();
  await expect(option).toBeVisible();
  await expect(palette.active).toContainText(coin.symbol);
  // Its numbers are those of now, in the words of every other screen.
  await expect(palette.active).toContainText(/\$[\d,.₀-₉]+/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/momentum\/[^?]+$/);
});

test("arrow keys walk all results and begin again at the end; Esc gives the focus back", async ({
  page,
  momentum,
  palette,
}) => {
  await momentum.open();
  await page.keyboard.press("j");
  await expect(momentum.coinLinks.nth(0)).toBeFocused();
  await palette.open();
  const count = await palette.options.count();
  expect(count).toBeGreaterThan(10);
  await expect(palette.options.nth(0)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await expect(palette.options.nth(count - 1)).toHaveAttribute("aria-selected", "true");
  await expect(palette.options.nth(count - 1)).toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("PageDown");
  await expect(palette.options.nth(8)).toHaveAttribute("aria-selected", "true");
  expect(await palette.field.getAttribute("aria-activedescendant")).toBe(await palette.active.getAttribute("id"));
  await page.keyboard.press("Escape");
  await expect(palette.dialog).toHaveCount(0);
  await expect(momentum.coinLinks.nth(0)).toBeFocused();
});

test("does what is asked: a page, a look, an alert for a coin, the keys", async ({
  page,
  momentum,
  palette,
  largest,
}) => {
  await momentum.open();
  await palette.run("status", "Status");
  await expect(page.getByRole("heading", { level: 1, name: "Status" })).toBeVisible();
  await palette.run("light theme", "Theme: light");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await palette.run("compact", "Density: compact");
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  await palette.run("shortcuts", /Keys|Single-letter/);
  await page.keyboard.press("Escape");

  await palette.run(`new alert for ${largest.symbol.toLowerCase()}`, `New alert for${largest.symbol}`);
  await expect(page.getByRole("dialog", { name: new RegExp(largest.symbol) })).toBeVisible();
  await page.keyboard.press("Escape");
  await palette.run(`backtest ${largest.symbol}`, `Backtest${largest.symbol}`);
  await expect(page).toHaveURL(/\/backtests\?symbol=/);
});

test("asks for the coin where an action needs one", async ({ page, momentum, palette, largest }) => {
  await momentum.open();
  await palette.open();
  await page.keyboard.type("new alert");
  await expect(palette.active).toContainText("New alert for a coin");
  await page.keyboard.press("Enter");
  await expect(palette.field).toHaveAccessibleName("New alert for");
  await expect(palette.field).toBeFocused();
  await page.keyboard.type(largest.name);
  await expect(palette.active).toContainText(largest.symbol);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: new RegExp(largest.symbol) })).toBeVisible();
});

test("offers what was chosen last where nothing was typed", async ({ page, momentum, palette, largest }) => {
  await momentum.open();
  await palette.run(largest.symbol, largest.symbol);
  await expect(page).toHaveURL(/\/momentum\/.+/);
  await palette.open();
  await expect(palette.dialog.getByRole("group", { name: "Recent coins" })).toContainText(largest.symbol);
});

test("/ finds coins on a page without a search of its own, and says so where none is called that", async ({
  page,
  status,
  palette,
}) => {
  await status.open();
  await expect(page.getByTestId("connection-sign")).toHaveText("Stream", { timeout: 20_000 });
  await page.keyboard.press("/");
  await expect(palette.field).toBeFocused();
  await page.keyboard.type("qqqqqq");
  await expect(palette.options).toHaveCount(0);
  await expect(palette.dialog.getByRole("status")).toContainText("No coin is called that.");
});

test("costs nothing before it is asked for", async ({ page, momentum }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await momentum.open();
  await page.waitForLoadState("networkidle");
  expect(asked.filter((path) => path.endsWith("/market/coins"))).toEqual([]);
  const scripts = asked.filter((path) => path.endsWith(".js")).length;
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette")).toBeVisible();
  expect(asked.filter((path) => path.endsWith(".js")).length).toBeGreaterThan(scripts);
});

for (const theme of ["dark", "light"] as const) {
  test(`has no serious accessibility issue in the ${theme} theme`, async ({
    page,
    context,
    baseURL,
    momentum,
    palette,
    largest,
  }) => {
    await context.addCookies([{ name: "ghostquant_look", value: `theme=${theme}`, url: baseURL! }]);
    await momentum.open("?min_score=80");
    await palette.open();
    await page.keyboard.type(largest.symbol);
    await expect(palette.active).toContainText(largest.name);
    const open = await new AxeBuilder({ page }).include("[data-testid=palette]").analyze();
    expect(open.violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByTestId("keys")).toBeVisible();
    const keys = await new AxeBuilder({ page }).include("[data-testid=keys]").analyze();
    expect(keys.violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });
}
