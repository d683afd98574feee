import { expect, test } from "./journey";

const params = (url: string) => new URL(url).searchParams;

test("searching narrows the list and the address follows", async ({ page, momentum, product }) => {
  const wanted = (await product.list("per_page=5")).results[4]!;
  await momentum.open();
  await momentum.search.fill(wanted.name);
  await expect.poll(() => params(page.url()).get("q")).toBe(wanted.name);
  await expect(momentum.coinLink(wanted.symbol)).toBeVisible();
  await expect.poll(() => momentum.total()).toBeLessThan(20);
  for (const text of await momentum.items.allTextContents())
    expect(text.toLowerCase()).toContain(wanted.name.toLowerCase());

  await momentum.search.press("Escape");
  await expect.poll(() => params(page.url()).has("q")).toBe(false);
  await expect.poll(() => momentum.total()).toBeGreaterThan(1_000);
});

test("a search without a match names the filter to remove", async ({ page, momentum }) => {
  await momentum.open("?min_score=40");
  await momentum.search.fill("no coin is called like this");
  await expect(page.getByText("No coin matches.")).toBeVisible();
  await page.getByRole("button", { name: /^Removing “no coin is called like this” would show/ }).click();
  await expect(momentum.items.first()).toBeVisible();
  expect(params(page.url()).get("min_score")).toBe("40");
});

test("the least score filters", async ({ page, momentum }) => {
  await momentum.open();
  const before = await momentum.total();
  await momentum.fillFilter("Score, at least", "55");
  await expect.poll(() => momentum.total()).toBeLessThan(before);
  expect(params(page.url()).get("min_score")).toBe("55");
  for (const score of await momentum.scores()) expect(score).toBeGreaterThanOrEqual(55);
  await page.getByRole("button", { name: "Remove filter Score ≥ 55.0" }).click();
  await expect.poll(() => momentum.total()).toBeGreaterThanOrEqual(before - 20);
});

test("market cap filters read amounts as people write them", async ({ page, momentum, product }) => {
  await momentum.open();
  await momentum.fillFilter("Market cap, at least $", "50M");
  await momentum.fillFilter("Market cap, at most $", "5B");
  await expect.poll(() => params(page.url()).get("min_marketcap")).toBe("50000000");
  expect(params(page.url()).get("max_marketcap")).toBe("5000000000");
  const answer = await product.list("min_marketcap=50000000&max_marketcap=5000000000&per_page=100");
  for (const coin of answer.results) {
    expect(coin.market_cap).toBeGreaterThanOrEqual(50e6);
    expect(coin.market_cap).toBeLessThanOrEqual(5e9);
  }
  await expect.poll(async () => Math.abs((await momentum.total()) - answer.total)).toBeLessThan(15);

  const layer = await momentum.openFilters();
  await layer.getByLabel("Volume of 24 h, at least $").fill("a lot");
  await page.keyboard.press("Enter");
  await expect(layer.getByText("Write a number such as 20000, 50M or 1.5B.")).toBeVisible();
  expect(params(page.url()).has("min_volume")).toBe(false);
});

test("the band filters", async ({ page, momentum }) => {
  await momentum.open();
  const layer = await momentum.openFilters();
  await layer.getByRole("group", { name: "Band" }).getByRole("button", { name: "BUY" }).click();
  await expect.poll(() => params(page.url()).get("action")).toBe("BUY");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Remove filter Band BUY" })).toBeVisible();
  await expect
    .poll(async () => new Set(await momentum.items.getByText(/^(BUY|HOLD|TRIM|EXIT)$/).allTextContents()))
    .toEqual(new Set(["BUY"]));
});

test("stable, wrapped, dead and new coins are a choice", async ({ page, momentum }) => {
  await momentum.open();
  const before = await momentum.total();
  const layer = await momentum.openFilters();
  const choice = layer.getByRole("checkbox", { name: "Include stable, wrapped, dead and new coins" });
  await choice.click();
  await expect(choice).toBeChecked();
  await expect.poll(() => params(page.url()).get("include_stable")).toBe("true");
  await page.keyboard.press("Escape");
  await expect.poll(() => momentum.total()).toBeGreaterThan(before + 20);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect.poll(() => momentum.total()).toBeLessThan(before + 20);
});

test("headers sort the whole universe and say so", async ({ page, momentum, product }) => {
  await momentum.open("?view=table");
  const day = momentum.header("24h %");
  await day.getByRole("button").click();
  await expect(day).toHaveAttribute("aria-sort", "descending");
  await expect(momentum.header("Score")).not.toHaveAttribute("aria-sort");
  expect(params(page.url()).get("sort")).toBe("price_change_percentage_24h");
  const most = async () => (await product.list("sort=price_change_percentage_24h&per_page=3")).results[0]?.symbol;
  await expect.poll(async () => (await momentum.symbols())[0] === (await most())).toBe(true);

  await day.getByRole("button").click();
  await expect(day).toHaveAttribute("aria-sort", "ascending");
  const least = async () =>
    (await product.list("sort=price_change_percentage_24h&order=asc&per_page=3")).results[0]?.symbol;
  await expect.poll(async () => (await momentum.symbols())[0] === (await least())).toBe(true);

  await momentum.header("Coin").getByRole("button").click();
  await expect(momentum.header("Coin")).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("combobox", { name: "Sort" }).selectOption({ label: "Volume" });
  await expect(momentum.header("Vol $")).toHaveAttribute("aria-sort", "descending");
});

test("a shared address restores everything, and Back walks out of it", async ({ page, momentum, product }) => {
  const coin = (await product.list("min_score=45&include_stable=true&sort=market_cap&per_page=3")).results[1]!;
  await momentum.open(
    `?view=table&sort=market_cap&order=desc&min_score=45&include_stable=true&cols=score,price,market_cap&coin=${coin.id}&tab=history`,
  );
  await expect(momentum.drawer).toHaveAccessibleName(`${coin.symbol} ${coin.name}`);
  await expect(momentum.drawer.getByRole("tab", { name: "History" })).toHaveAttribute("aria-selected", "true");
  await expect(momentum.header("Cap $")).toHaveAttribute("aria-sort", "descending");
  await expect(momentum.table.getByRole("columnheader")).toHaveCount(5);
  await expect(page.getByRole("button", { name: "Remove filter Score ≥ 45.0" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove filter With stable coins" })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Table" })).toBeChecked();
});

test("opening a coin is a step in the history: Back closes it, Forward opens it again", async ({ page, momentum }) => {
  await momentum.open("?min_score=45");
  const symbol = (await momentum.symbols())[0]!;
  await momentum.openCoin(symbol);
  expect(params(page.url()).get("coin")).not.toBeNull();
  await page.goBack();
  await expect(momentum.drawer).toHaveCount(0);
  expect(params(page.url()).get("min_score")).toBe("45");
  expect(params(page.url()).has("coin")).toBe(false);
  await page.goForward();
  await momentum.drawerLoaded();
  await expect(momentum.drawer).toHaveAccessibleName(new RegExp(`^${symbol} `));
});

test("what the address does not understand is told, not obeyed", async ({ page, momentum }) => {
  await momentum.open("?sort=luck&min_score=900");
  await expect(page.getByText("Ignored from the address: sort=luck, min_score=900")).toBeVisible();
  expect(await momentum.total()).toBeGreaterThan(1_000);
});

test("scrolling reaches the last coin of the universe", async ({ page, momentum }) => {
  await momentum.open();
  const last = momentum.page.getByRole("main").locator("li[data-item]").last();
  await expect(async () => {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(last.getByRole("link")).toBeVisible({ timeout: 1_000 });
    const [place, size] = [await last.getAttribute("aria-posinset"), await last.getAttribute("aria-setsize")];
    expect(place).toBe(size);
    await expect(last.getByRole("link")).toBeInViewport({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  expect(Number(await last.getAttribute("aria-setsize"))).toBe(await momentum.total());
  expect(await momentum.cards.count()).toBeLessThan(100);
});
