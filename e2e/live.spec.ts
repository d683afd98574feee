import type { Page } from "@playwright/test";
import { expect, test } from "./journey";

interface Frame {
  readonly type: string;
  readonly sequence: number;
  readonly data: readonly { readonly id: string; readonly symbol: string; readonly momentum_score: number }[];
}

/** Everything the stream tells this page, from its first frame on. */
function listenToStream(page: Page): Frame[] {
  const frames: Frame[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      const frame = JSON.parse(String(payload));
      if (frame.type === "snapshot" || frame.type === "top_update") frames.push(frame);
    });
  });
  return frames;
}

const idOf = (href: string | null) => new URLSearchParams(href ?? "").get("coin");

test("a frame of the stream changes a score on screen, without a single read", async ({ page, momentum }) => {
  const frames = listenToStream(page);
  await momentum.open();
  await expect.poll(() => frames.length).toBeGreaterThan(0);
  // From here on the page can learn new scores from its socket only.
  await page.route("**/api/market/momentum*", () => undefined);
  const read = async () => {
    const ids = await momentum.coinLinks.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const scores = await momentum.scores();
    return new Map(ids.map((href, index) => [idOf(href), scores[index]]));
  };
  const before = await read();
  expect(before.size).toBeGreaterThan(10);

  const seen = frames.length;
  const moved = async () => {
    const after = await read();
    const news = new Map(frames.slice(seen).flatMap((frame) => frame.data.map((row) => [row.id, row.momentum_score])));
    return [...after].filter(([id, score]) => {
      const told = id === null ? undefined : news.get(id);
      return told !== undefined && score !== before.get(id) && Math.abs((score ?? 0) - told) < 0.06;
    }).length;
  };
  await expect.poll(moved, { timeout: 30_000 }).toBeGreaterThan(0);

  const sequences = frames.map((frame) => frame.sequence);
  expect(sequences.length).toBeGreaterThan(1);
  expect(sequences).toEqual(sequences.map((_, index) => sequences[0]! + index));
});

test("nothing moves under the pointer while values change", async ({ page, momentum }) => {
  const frames = listenToStream(page);
  await momentum.open();
  await momentum.cards.nth(1).hover();
  const measure = () =>
    momentum.cards.evaluateAll((cards) =>
      cards.slice(0, 9).map((card) => {
        const { x, y, width, height } = card.getBoundingClientRect();
        return `${card.getAttribute("aria-labelledby")} ${x} ${y} ${width} ${height}`;
      }),
    );
  // The page of 100 that follows the first paint has been read, and the list is held.
  await expect
    .poll(() =>
      page
        .getByRole("listitem")
        .filter({ has: page.getByRole("article") })
        .last()
        .getAttribute("aria-setsize"),
    )
    .not.toBe("24");
  const before = await measure();
  const heldScores = await momentum.scores();
  const seen = frames.length;
  // At least five seconds of refreshes and at least one score that another number replaced.
  const startedAt = Date.now();
  await expect
    .poll(
      async () => {
        expect(await measure()).toEqual(before);
        const changed = (await momentum.scores()).some((score, index) => score !== heldScores[index]);
        return changed && frames.length > seen + 1 && Date.now() - startedAt > 5_000;
      },
      { timeout: 30_000, intervals: [250] },
    )
    .toBe(true);
});

test.describe("when something breaks", () => {
  test.beforeEach(({ product }) => {
    test.skip(!product.canBeBroken, "this stack is somebody else's");
  });
  // The next test finds a sound stack, however this one ended.
  test.afterEach(async ({ product }) => {
    test.setTimeout(90_000);
    await product.mendMarket();
    await product.waitUntilFresh(60_000);
  });

  test("an upstream that fails: the page keeps its rows and says how old they are, then recovers", async ({
    page,
    momentum,
    product,
    complaints,
  }) => {
    test.setTimeout(90_000);
    complaints.expect(/Failed to load resource/);
    await momentum.open();
    await product.waitUntilFresh(30_000);
    const rows = await momentum.items.count();
    await product.breakMarket("status-500");
    await expect.poll(async () => (await product.list("per_page=1")).stale, { timeout: 30_000 }).toBe(true);
    // A reader who comes back to the tab: it asks at once instead of at its next half minute.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect(momentum.strip).toHaveText(/Ranking from \d\d:\d\d UTC \(.+ old\)\. Bands are frozen/);
    await expect(page.getByRole("button", { name: /^Data .+, stale$/ })).toBeVisible();
    await expect(momentum.connection).toHaveText("Stream");
    expect(await momentum.items.count()).toBeGreaterThanOrEqual(rows);
    expect((await momentum.scores()).every((score) => score > 0)).toBe(true);
    expect((await product.list("per_page=1")).total).toBeGreaterThan(1_000);

    await product.mendMarket();
    await product.waitUntilFresh(60_000);
    await expect(momentum.strip).toHaveCount(0, { timeout: 15_000 });
  });

  test("a stream process that dies: the sign says so, the supervisor restarts it, frames flow again", async ({
    page,
    momentum,
    product,
    complaints,
  }) => {
    test.setTimeout(60_000);
    complaints.expect(/WebSocket connection/, /Failed to load resource/);
    const frames = listenToStream(page);
    await momentum.open();
    const pids = await product.pidsOf("stream");
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await expect(momentum.connection).toHaveText(/^(Reconnecting \(\d+\)|Polling every 30 s)$/);
    await expect(momentum.items.first()).toBeVisible();

    await expect(momentum.connection).toHaveText("Stream", { timeout: 40_000 });
    expect(pids).not.toContain(await product.pidOf("stream"));
    const seen = frames.length;
    await expect
      .poll(() => frames.slice(seen).some((frame) => frame.type === "top_update"), { timeout: 15_000 })
      .toBe(true);
  });
});
