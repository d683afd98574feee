import { expect, test } from "./journey";

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the first paint shows the server's cards", async ({ page, momentum, product }) => {
    await page.goto("/momentum");
    await expect(momentum.cards).toHaveCount(24);
    const scores = await momentum.scores();
    expect(scores).toHaveLength(24);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const known = (await product.list("per_page=100")).results.map((coin) => coin.symbol);
    const shown = await momentum.symbols();
    expect(shown.filter((symbol) => known.includes(symbol)).length).toBeGreaterThan(20);
    await expect(page.getByText("Simulated market, seed", { exact: false })).toBeVisible();
  });

  test("the first paint answers the address: table, filter and order", async ({ page, momentum }) => {
    await page.goto("/momentum?view=table&min_score=50&sort=momentum_score&order=asc");
    await expect(momentum.rows).toHaveCount(24);
    const scores = await momentum.scores();
    expect(scores[0]).toBeGreaterThanOrEqual(50);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    await expect(momentum.header("Score")).toHaveAttribute("aria-sort", "ascending");
  });
});

test("/momentum transfers at most 250 KB of compressed JavaScript", async ({ page, momentum }, info) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const scripts = new Map<string, string>();
  const bytes = new Map<string, number>();
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" || response.mimeType.includes("javascript")) scripts.set(requestId, response.url);
  });
  // As it came over the wire, with the headers of every answer.
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes.set(requestId, encodedDataLength);
  });
  const transferred = () => [...scripts.keys()].reduce((sum, id) => sum + (bytes.get(id) ?? 0), 0) / 1_000;

  await momentum.open();
  await page.waitForLoadState("networkidle");
  const firstLoad = transferred();
  await momentum.openCoin((await momentum.symbols())[0] ?? "");
  const report = `${firstLoad.toFixed(1)} kB for the page, ${(transferred() - firstLoad).toFixed(1)} kB more for the drawer`;
  info.annotations.push({ type: "compressed JavaScript", description: report });
  expect(firstLoad, report).toBeGreaterThan(50);
  expect(firstLoad, report).toBeLessThanOrEqual(250);
});

test("the interface describes itself at /docs and /openapi.json", async ({ page, request }) => {
  for (const path of ["/openapi.json", "/api/openapi.json"]) {
    const answer = await request.get(path);
    expect(answer.status()).toBe(200);
    const description = await answer.json();
    expect(description.openapi).toMatch(/^3\./);
    expect(Object.keys(description.paths).join(" ")).toContain("/market/momentum");
  }
  const docs = await page.goto("/docs");
  expect(docs?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("/market/momentum").first()).toBeVisible();
});
