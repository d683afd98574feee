import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./journey";
import type { MomentumPage } from "./pages/momentum-page";

/** As `/api/market/rank-changes` answers. */
interface Changes {
  previous_at: string | null;
  total: number;
  entered_total: number;
  changes: {
    id: string;
    symbol: string;
    name: string;
    current_rank: number;
    previous_rank: number;
    rank_delta: number;
    score_delta: number;
    reasons: {
      own: { places: number; parts: { points: number }[] };
      others: { places: number; moved: number; entered: number; left: number };
    };
  }[];
}

const feedOf = (page: Page): Locator => page.getByTestId("rank-feed");
const rowsOf = (page: Page): Locator => page.getByTestId("rank-move");

/**
 * A market that has run for seconds has no ranking of 15 minutes ago: the pages get one board of changes, by the way the
 * feed falls back to, so that what a reader does with rows can be tested at once. The server's own answer is tested apart.
 */
async function serveChanges(page: Page, momentum: MomentumPage, count: () => number): Promise<void> {
  const list = await page.request.get("/api/market/momentum?per_page=60");
  const { results } = (await list.json()) as { results: { id: string; symbol: string; name: string; rank: number }[] };
  await page.routeWebSocket(/\/ws\/momentum/, (socket) => socket.close());
  await page.route("**/api/market/rank-changes?**", async (route) => {
    const since = new URL(route.request().url()).searchParams.get("since") ?? "15m";
    const changes = results.slice(0, count()).map((coin, index) => {
      const gained = index % 3 === 2 ? -(index + 1) : index + 1;
      return {
        id: coin.id,
        symbol: coin.symbol,
        name: coin.name,
        current_rank: coin.rank,
        previous_rank: coin.rank + gained,
        rank_delta: 0 - gained,
        positions_gained: gained,
        direction: gained > 0 ? "up" : "down",
        momentum_score: 70,
        score_delta: 7.3,
        reasons: {
          own: {
            places: 0 - gained + 2,
            parts: [
              { name: "volume_spike", points: 6.1 },
              { name: "rsi_signal", points: 1.2 },
            ],
          },
          others: { places: -2, moved: -2, entered: 0, left: 0 },
        },
        timestamp: new Date().toISOString(),
      };
    });
    const entered = results
      .slice(50, 52)
      .map(({ id, symbol, name, rank }) => ({ id, symbol, name, current_rank: rank, momentum_score: 55 }));
    const now = new Date().toISOString();
    await route.fulfill({
      json: {
        since,
        minutes: { "15m": 15, "1h": 60, "24h": 1_440, "7d": 10_080 }[since],
        total: changes.length,
        changes,
        entered,
        entered_total: entered.length,
        previous_at: now,
        sequence: 1,
        timestamp: now,
        as_of: now,
        stale: false,
        source: "simulated",
      },
    });
  });
  await page.goto("/momentum?since=1h");
  await expect(momentum.items.first()).toBeVisible();
  await expect(rowsOf(page).first()).toBeVisible({ timeout: 20_000 });
}

test("the running product tells its changes live, and says honestly when nothing is old enough to compare with", async ({
  page,
  momentum,
}) => {
  await momentum.open();
  const answer = await page.request.get("/api/market/rank-changes?since=15m&limit=100");
  expect(answer.status()).toBe(200);
  const changes = (await answer.json()) as Changes;
  for (const change of changes.changes) {
    const { own, others } = change.reasons;
    expect(own.places + others.places).toBe(change.rank_delta);
    expect(others.moved + others.entered + others.left).toBe(others.places);
    expect(own.parts.reduce((sum, { points }) => sum + Math.round(points * 1e4), 0)).toBe(
      Math.round(change.score_delta * 1e4),
    );
  }
  const feed = feedOf(page);
  await expect(feed.getByRole("heading", { name: "Rank changes" })).toBeVisible();
  if (changes.previous_at === null) await expect(feed.getByTestId("feed-empty")).toContainText("is stored yet");
  else await expect(rowsOf(page).first().or(feed.getByTestId("feed-empty"))).toBeVisible();
});

test("rows say who moved, from where to where, and why, own factors first", async ({ page, momentum, complaints }) => {
  complaints.expect(/WebSocket/);
  await serveChanges(page, momentum, () => 12);
  const first = rowsOf(page).first();
  await expect(first).toContainText(/→/);
  await expect(first).toContainText("volume +6.1");
  await expect(first).toContainText("others +2");
  const box = await first.boundingBox();
  expect(box?.height).toBe(44);
  await expect(feedOf(page).getByRole("heading", { name: "New, 2 coins" })).toBeVisible();
  await feedOf(page).getByLabel("Which rank changes").selectOption("down");
  await expect(rowsOf(page)).toHaveCount(4);
  await feedOf(page).getByLabel("Which rank changes").selectOption("new");
  await expect(rowsOf(page)).toHaveCount(0);
  await expect(page.getByTestId("rank-newcomer")).toHaveCount(2);
  await feedOf(page).getByLabel("Which rank changes").selectOption("all");
  await feedOf(page).getByRole("searchbox").fill("no coin is called this");
  await expect(feedOf(page).getByTestId("feed-empty")).toHaveText("No change matches.");
});

test("rows stand still while they are read, a chip says how many wait, and pausing stops everything", async ({
  page,
  momentum,
  complaints,
}) => {
  complaints.expect(/WebSocket/);
  test.setTimeout(120_000);
  let count = 5;
  await serveChanges(page, momentum, () => count);
  await feedOf(page).getByRole("button", { name: "Pause the rank changes" }).click();
  count = 9;
  const chip = page.getByTestId("feed-waiting");
  await expect(chip).toHaveText("4 new", { timeout: 40_000 });
  await expect(rowsOf(page)).toHaveCount(5);
  await chip.click();
  await expect(rowsOf(page)).toHaveCount(9);
  await feedOf(page).getByRole("button", { name: "Resume the rank changes" }).click();
  await rowsOf(page).first().hover();
  count = 10;
  await expect(chip).toHaveText("1 new", { timeout: 40_000 });
  await expect(rowsOf(page)).toHaveCount(9);
  await page.getByRole("heading", { name: "Momentum" }).hover();
  await expect(rowsOf(page)).toHaveCount(10);
});

test("a row opens its coin, and the focus comes back to it", async ({ page, momentum, complaints }) => {
  complaints.expect(/WebSocket/);
  await serveChanges(page, momentum, () => 6);
  const row = rowsOf(page).nth(1);
  await row.focus();
  await page.keyboard.press("Enter");
  await momentum.drawerLoaded();
  await page.keyboard.press("Escape");
  await expect(momentum.drawer).toHaveCount(0);
  await expect(row).toBeFocused();
});

test("the window is part of the address, the key folds the rail, and the next page remembers it", async ({
  page,
  momentum,
}) => {
  await momentum.open();
  await feedOf(page).getByRole("group", { name: "Compared with the ranking of" }).getByText("24h").click();
  await expect.poll(() => new URL(page.url()).searchParams.get("since")).toBe("24h");
  const wide = (await page.getByTestId("coin-card").first().boundingBox())!.x;
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("]");
  await expect(page.getByTestId("side-rail")).toHaveCount(0);
  expect((await page.getByTestId("coin-card").first().boundingBox())!.x).toBe(wide);
  await page.waitForTimeout(500);
  await page.reload();
  await momentum.ready();
  await expect(page.getByTestId("side-rail")).toHaveCount(0);
  await page.getByRole("button", { name: "Rail", exact: true }).click();
  await expect(page.getByTestId("side-rail")).toBeVisible();
  await page.goto("/momentum?rail=off");
  await momentum.ready();
  await expect(page.getByTestId("side-rail")).toHaveCount(0);
});

test("where there is no room the rail is a sheet", async ({ page, momentum }) => {
  await page.setViewportSize({ width: 1024, height: 800 });
  await momentum.open();
  await expect(page.getByTestId("side-rail")).toHaveCount(0);
  await page.getByRole("button", { name: "Rail", exact: true }).click();
  const sheet = page.getByTestId("rail-sheet");
  await expect(sheet.getByRole("heading", { name: "Rank changes" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rail", exact: true })).toBeFocused();
  await page.setViewportSize({ width: 375, height: 812 });
  await page.getByRole("button", { name: "Rail", exact: true }).click();
  await expect(sheet).toBeVisible();
  expect(await momentum.sidewaysOverflow()).toBe(0);
  await sheet.getByRole("button", { name: "Close the rail" }).click();
  await expect(sheet).toHaveCount(0);
});
