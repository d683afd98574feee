import { expect, test } from "./journey";

test("/status shows every process, both refreshes, the quota and the stores", async ({ status, product }) => {
  await status.open();
  await expect(status.page.getByRole("heading", { level: 1, name: "Status" })).toBeVisible();
  for (const role of ["web", "worker", "stream"] as const) {
    const pid = await product.pidOf(role);
    const line = status.line("Processes", new RegExp(`^${role} ${pid}$`));
    await expect(line).toContainText("working", { timeout: 15_000 });
    await expect(line).toContainText(/\d MB/);
  }
  for (const refresh of [/^Fast refresh$/, /^Full refresh$/])
    await expect(status.line("Market data", refresh)).toContainText(/every \d+/);
  for (const store of [/^Postgres$/, /^Redis$/]) await expect(status.line("Stores", store)).toContainText("working");
  await expect(status.section("CoinGecko quota")).toContainText("Plan: local");
  await expect(status.section("Lanes").getByRole("row")).not.toHaveCount(0);
  await expect(status.section("Counters since the start of this Redis")).toContainText("fast refresh count");
});

test("the screens lead to each other", async ({ page, momentum }) => {
  await momentum.open();
  const screens = page.getByRole("navigation", { name: "Screens" });
  await screens.getByRole("link", { name: "Status" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Status" })).toBeVisible();
  await expect(screens.getByRole("link", { name: "Status" })).toHaveAttribute("aria-current", "page");
  await screens.getByRole("link", { name: "Momentum" }).click();
  await expect(momentum.items.first()).toBeVisible();
});
