import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey";

// The whole list is two dozen requests, and the machine may be busy.
test.setTimeout(120_000);

/** What a reader of spreadsheets gets: the file of a table, as text and name. */
async function take(page: Page, table: string, format: "csv" | "json"): Promise<{ name: string; text: string }> {
  await page.getByTestId(`export-${table}`).click();
  const download = page.waitForEvent("download", { timeout: 90_000 });
  await page.getByTestId(`export-as-${format}`).click();
  const file = await download;
  await expect(page.getByTestId("export-said")).toContainText(`saved as ${file.suggestedFilename()}`);
  await page.keyboard.press("Escape");
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("the momentum list is exported as it is filtered and sorted, with every row", async ({ page, product }) => {
  await page.goto("/momentum?min_score=55&sort=total_volume");
  await expect(page.getByTestId("coin-card").first()).toBeVisible();
  const { name, text } = await take(page, "momentum", "json");
  expect(name).toMatch(/^ghostquant-momentum-simulated-\d{4}-\d{2}-\d{2}T\d{4}Z\.json$/);
  const file = JSON.parse(text) as {
    source: string;
    filter: string;
    count: number;
    rows: { id: string; momentum_score: number; total_volume: number | null }[];
  };
  const { total } = await product.list("min_score=55&per_page=1");
  expect(file.source).toBe("simulated");
  expect(file.filter).toContain("Score ≥ 55");
  expect(file.rows).toHaveLength(file.count);
  expect(new Set(file.rows.map(({ id }) => id)).size).toBe(file.count);
  // Boards come every few seconds: a coin or two may have crossed the line.
  expect(Math.abs(file.count - total)).toBeLessThan(Math.max(20, total / 5));
  expect(Math.min(...file.rows.map(({ momentum_score }) => momentum_score))).toBeGreaterThanOrEqual(55);
  const volumes = file.rows.flatMap(({ total_volume }) => total_volume ?? []);
  expect(volumes).toEqual(volumes.toSorted((a, b) => b - a));
});

test("a table as CSV names its market in every row", async ({ page }) => {
  await page.goto("/status");
  await expect(page.getByTestId("export-status")).toBeVisible();
  const { text } = await take(page, "status", "csv");
  const [head = "", ...rows] = text.trimEnd().split("\r\n");
  expect(head).toMatch(/^source,as_of,section,/);
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.every((row) => row.startsWith("simulated,"))).toBe(true);
});

for (const [address, table] of [
  ["/momentum/scorecard", "scorecard"],
  ["/alerts", "alerts"],
  ["/alerts?tab=history", "firings"],
] as const) {
  test(`${address} has its table to take away`, async ({ page }) => {
    await page.goto(address);
    const { name, text } = await take(page, table, "json");
    expect(name).toContain(table);
    expect(JSON.parse(text)).toMatchObject({ table, source: "simulated" });
  });
}

test("the log of writes is exported to its end", async ({ page, request, baseURL }) => {
  const headers = { origin: baseURL ?? "" };
  await request.post("/api/market/firings/read", { headers, data: { all: true } });
  await page.goto("/settings");
  const { text } = await take(page, "audit-log", "json");
  const { rows } = JSON.parse(text) as { rows: { action: string }[] };
  expect(rows[0]?.action).toBe("POST /api/market/firings/read");
});
