import type { Locator, Page } from "@playwright/test";
import type { ClustersList } from "@/lib/contracts/http/clusters";
import { expect, test } from "./journey";
import type { MomentumPage } from "./pages/momentum-page";

const panelOf = (page: Page): Locator => page.getByTestId("clusters-panel");
const rowsOf = (page: Page): Locator => page.getByTestId("cluster-row");
const params = (url: string) => new URL(url).searchParams;

async function readClusters(page: Page, method = ""): Promise<ClustersList> {
  const response = await page.request.get(`/api/market/clusters${method}`);
  expect(response.status()).toBe(200);
  return response.json();
}

/** A product that has just started groups its coins a little later, and the next board carries them. */
async function openGrouped(page: Page, momentum: MomentumPage, query = ""): Promise<ClustersList> {
  await expect(async () => {
    const { computed_at } = await readClusters(page);
    expect(computed_at).not.toBeNull();
    const list = await (await page.request.get("/api/market/momentum?per_page=1")).json();
    expect(list.results[0].cluster_id).not.toBeNull();
  }).toPass({ timeout: 90_000 });
  await momentum.open(`?rail=clusters${query}`);
  await expect(rowsOf(page).first()).toBeVisible();
  return readClusters(page);
}

/** Moves over the map until a coin answers. */
async function hoverSomeCoin(page: Page): Promise<{ id: string; x: number; y: number }> {
  const map = page.getByTestId("cluster-map");
  const box = (await map.boundingBox())!;
  const tip = page.getByTestId("cluster-map-coin");
  for (let across = 0.2; across < 0.95; across += 0.05) {
    for (let down = 0.25; down < 0.9; down += 0.1) {
      const [x, y] = [box.x + across * box.width, box.y + down * box.height];
      await page.mouse.move(x, y);
      if (await tip.isVisible()) return { id: (await tip.getAttribute("data-coin")) ?? "", x, y };
    }
  }
  throw new Error("no coin on the map answers the pointer");
}

test.beforeEach(() => test.setTimeout(150_000));

test("the universe is shown in groups: a map, and always a list in words", async ({ page, momentum }) => {
  const data = await openGrouped(page, momentum);
  const panel = panelOf(page);
  await expect(panel.getByTestId("clusters-structure")).toHaveText(
    data.weak
      ? /^\d+ groups?, weak structure \(−?\d\.\d\d\): read as a sort, not as a finding$/
      : /^\d+ groups?, (stable|fairly stable|unstable) \(\d\.\d\d\)$/,
  );
  await expect(panel.getByRole("img", { name: /^Map of \d+ of [\d,]+ coins by turnover and score\./ })).toBeVisible();
  await expect(rowsOf(page)).toHaveCount(data.clusters.length);
  for (const { label, coin_count } of data.clusters) {
    const count = coin_count.toLocaleString("en-US");
    await expect(panel.getByRole("button", { name: new RegExp(`^${label}, ${count} coins? · `) })).toBeVisible();
  }
  await expect(panel.getByTestId("clusters-computed")).toHaveText(/^Computed \d\d:\d\d UTC \(.+ ago\)\.$/);
});

test("a press on a group filters the list to its coins, and a second one gives all of them back", async ({
  page,
  momentum,
  product,
}) => {
  const data = await openGrouped(page, momentum);
  const all = await momentum.total();
  const group = data.clusters.find(({ cluster_id }) => cluster_id >= 0)!;
  const row = page.locator(`[data-testid=cluster-row][data-cluster="${group.cluster_id}"]`);
  await row.click();
  await expect.poll(() => params(page.url()).get("cluster_id")).toBe(String(group.cluster_id));
  await expect(row).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: `Remove filter Group ${group.label}` })).toBeVisible();
  await expect
    .poll(async () => {
      const asked = await product.list(`cluster_id=${group.cluster_id}&per_page=1`);
      return (await momentum.total()) === asked.total;
    })
    .toBe(true);
  // The run counts its coins once, the list those that are ranked now.
  const { coin_count } = (await readClusters(page)).clusters.find(({ cluster_id }) => cluster_id === group.cluster_id)!;
  expect(Math.abs((await momentum.total()) - coin_count)).toBeLessThanOrEqual(Math.max(10, 0.05 * coin_count));

  await row.click();
  await expect(row).toHaveAttribute("aria-pressed", "false");
  await expect.poll(() => params(page.url()).has("cluster_id")).toBe(false);
  await expect.poll(async () => Math.abs((await momentum.total()) - all)).toBeLessThanOrEqual(20);
});

test("the method is part of the address, and groups that the list does not know only mark the map", async ({
  page,
  momentum,
}) => {
  const own = await openGrouped(page, momentum);
  const other = own.method === "kmeans" ? "hdbscan" : "kmeans";
  const label = { kmeans: "k-means", hdbscan: "HDBSCAN" }[other];
  await expect.poll(async () => (await readClusters(page, `?method=${other}`)).computed_at).not.toBeNull();
  await panelOf(page).getByRole("group", { name: "Method of grouping" }).getByText(label).click();
  await expect.poll(() => params(page.url()).get("method")).toBe(other);
  await expect(panelOf(page).getByText(/these are only marked on the map/)).toBeVisible();
  await rowsOf(page).first().click();
  await expect(rowsOf(page).first()).toHaveAttribute("aria-pressed", "true");
  expect(params(page.url()).has("cluster_id")).toBe(false);
  await page.reload();
  await momentum.ready();
  await expect(panelOf(page).getByRole("radio", { name: label })).toBeChecked();
});

test("a coin opens from the map", async ({ page, momentum }) => {
  await openGrouped(page, momentum);
  const coin = await hoverSomeCoin(page);
  await page.mouse.click(coin.x, coin.y);
  await momentum.drawerLoaded();
  expect(params(page.url()).get("coin")).toBe(coin.id);
});

test("by keyboard alone: choose a group, unfold it, open one of its coins, and on to its page", async ({
  page,
  momentum,
  coinPage,
}) => {
  await openGrouped(page, momentum);
  await rowsOf(page).first().focus();
  await page.keyboard.press("Enter");
  await expect(rowsOf(page).first()).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const details = page.getByTestId("cluster-details");
  await expect(details.getByText(/Average score over the runs|comes with the second run/).first()).toBeVisible();
  await expect(details.getByText(/joined or left|Joined, |Left, |A new group/).first()).toBeVisible();
  await page.keyboard.press("Tab");
  const symbol = (await details.getByRole("link").first().textContent()) ?? "";
  await expect(details.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await momentum.drawerLoaded();
  await expect(momentum.drawer).toHaveAccessibleName(new RegExp(`^${symbol} `));
  await momentum.drawer.getByRole("link", { name: "Open page", exact: true }).click();
  await expect(coinPage.heading).toContainText(symbol);
});

test("the axes can be changed, and never show the same reading twice", async ({ page, momentum }) => {
  await openGrouped(page, momentum);
  const panel = panelOf(page);
  await panel.getByLabel("Axis x of the map").selectOption({ label: "Market cap" });
  await panel.getByLabel("Axis y of the map").selectOption({ label: "24h %" });
  await expect(panel.getByRole("img", { name: /by market cap and 24h %\./ })).toBeVisible();
  await expect(panel.getByLabel("Axis x of the map").getByRole("option", { name: "24h %" })).toHaveCount(0);
});

test("without groups, and without an answer, the panel says why and the list stays", async ({
  page,
  momentum,
  complaints,
}) => {
  complaints.expect(/503/);
  const data = await openGrouped(page, momentum);
  const reason = "The first run has not ended yet.";
  await page.route("**/api/market/clusters**", (route) =>
    route.fulfill({ json: { ...data, clusters: [], points: [], total_clusters: 0, computed_at: null, reason } }),
  );
  await page.reload();
  await momentum.ready();
  await expect(page.getByTestId("clusters-none")).toHaveText(`No groups yet. ${reason}`);
  await page.unroute("**/api/market/clusters**");
  await page.route("**/api/market/clusters**", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      json: { type: "about:blank", title: "Unavailable", status: 503, detail: "The last run failed at 13:00." },
    }),
  );
  await page.reload();
  await momentum.ready();
  await expect(page.getByTestId("clusters-failure")).toContainText("Clusters not available: ");
  await expect(momentum.items.first()).toBeVisible();
});

test("the rail's parts are a choice of the address", async ({ page, momentum }) => {
  await openGrouped(page, momentum);
  await expect(page.getByTestId("rank-feed")).toHaveCount(0);
  await momentum.open("?rail=changes");
  await expect(page.getByTestId("rank-feed")).toBeVisible();
  await expect(panelOf(page)).toHaveCount(0);
  await momentum.open("?rail=both");
  await expect(page.getByTestId("rank-feed")).toBeVisible();
  await expect(rowsOf(page).first()).toBeVisible();
});
