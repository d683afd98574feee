import { expect, test } from "./journey";
import type { Product } from "./product";

/** A day of trades of every pair is read first; then coins whose planted whale trades wear the sign. */
const FIRST_BADGE_MS = 240_000;

interface WhaleCoin {
  readonly id: string;
  readonly symbol: string;
  readonly whale_confidence: number | null;
}

interface Episode {
  readonly coinId: string;
  readonly kind: "accumulation" | "distribution";
}

async function listWhales(product: Product): Promise<{ total: number; results: WhaleCoin[] }> {
  const { total, results } = await product.list("whale_only=true&per_page=100");
  return { total, results: results as unknown as WhaleCoin[] };
}

async function untilBadges(product: Product): Promise<WhaleCoin[]> {
  await expect
    .poll(async () => (await listWhales(product)).total, { timeout: FIRST_BADGE_MS, intervals: [2_000] })
    .toBeGreaterThan(0);
  return (await listWhales(product)).results;
}

test.beforeEach(() => test.setTimeout(FIRST_BADGE_MS + 60_000));

test("whales that trade are found and their coins wear a sign, on the card and in the table", async ({
  page,
  momentum,
  product,
}) => {
  const [coin] = await untilBadges(product);
  expect(coin?.whale_confidence).toBeGreaterThanOrEqual(0.6);
  await momentum.open(`?q=${coin?.id}`);
  const card = momentum.cards
    .filter({ has: page.getByRole("link", { name: coin?.symbol ?? "", exact: true }) })
    .first();
  await expect(card.getByTestId("whale-chip")).toContainText("Whales");
  await momentum.choose("Table");
  const row = momentum.rows.filter({ has: page.getByRole("link", { name: coin?.symbol ?? "", exact: true }) }).first();
  await expect(row.getByTestId("whale-chip")).toHaveCount(1);
});

test("the filter for whales leaves only coins with the sign", async ({ page, momentum, product }) => {
  await untilBadges(product);
  await momentum.open();
  const layer = await momentum.openFilters();
  await layer.getByRole("checkbox", { name: /whale/i }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => new URL(page.url()).searchParams.get("whale_only")).toBe("true");
  await expect(page.getByRole("button", { name: "Remove filter Whales active" })).toBeVisible();
  await expect(async () => {
    const { total, results } = await listWhales(product);
    expect(await momentum.total()).toBe(total);
    const wearing = new Set(results.map(({ symbol }) => symbol));
    const cards = await momentum.cards.count();
    expect(cards).toBeGreaterThan(0);
    expect(await momentum.cards.getByTestId("whale-chip").count()).toBe(cards);
    if (total <= results.length) for (const symbol of await momentum.symbols()) expect([...wearing]).toContain(symbol);
  }).toPass({ timeout: 20_000 });
});

test("the drawer names the largest trades, who buys, and how it was seen", async ({ page, momentum, product }) => {
  const [coin] = await untilBadges(product);
  await momentum.open(`?whale_only=true&coin=${coin?.id}&tab=whale`);
  const tab = page.getByTestId("whale-tab");
  await expect(tab).toBeVisible();
  await expect(tab.getByTestId("whale-chip")).toHaveText("Whales");
  await expect(tab.getByTestId("whale-flow")).toHaveText(/^(buying|selling|balanced)$/);
  const largest = tab.getByRole("table", { name: "Largest of 24 h" }).getByRole("row");
  expect(await largest.count()).toBeGreaterThan(0);
  expect(await largest.count()).toBeLessThanOrEqual(5);
  for (const text of await largest.allTextContents()) expect(text).toMatch(/^(bought|sold)\$[\d.,]+[KMB]?at \$/);
  await expect(tab.getByText(/trades? of \$100K or more in 24 h, .* of the money bought\./).first()).toBeVisible();
  await expect(
    tab.getByText(/^Exchange trades of \$100K or more on Binance \(.+USDT\), half-life 6 h\./),
  ).toBeVisible();
});

test("what was planted in the simulated market is what is found", async ({ product, request }) => {
  test.skip(!product.canBeBroken, "only a market server of our own tells what it planted");
  const found = await untilBadges(product);
  const answer = await request.get(`${process.env.E2E_MARKET_URL}/__episodes`);
  const { episodes } = (await answer.json()) as { episodes: Episode[] };
  const planted = new Map(episodes.map(({ coinId, kind }) => [coinId, kind]));
  const details = await Promise.all(
    found.slice(0, 20).map(async ({ id }) => {
      const detail = await (await request.get(`/api/market/coin/${encodeURIComponent(id)}`)).json();
      return { id, pattern: detail.whale_details?.flow_pattern as string | undefined };
    }),
  );
  const hits = details.filter(({ id }) => planted.has(id));
  expect(hits.length).toBeGreaterThan(0);
  const opposite = { accumulation: "distribution", distribution: "accumulation" } as const;
  for (const { id, pattern } of hits) expect(pattern).not.toBe(opposite[planted.get(id)!]);
});
