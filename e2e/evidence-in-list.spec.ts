import { expect, test } from "./journey";

test("whales only: the filter, its chip and its address keep the coins that wear the sign", async ({
  page,
  momentum,
  product,
}) => {
  await momentum.open();
  const layer = await momentum.openFilters();
  await layer.getByRole("checkbox", { name: "Only coins whose whales are active" }).click();
  await page.keyboard.press("Escape");
  const chip = page.getByRole("button", { name: "Remove filter Whales active" });
  await expect(chip).toBeVisible();
  expect(new URL(page.url()).searchParams.get("whale_only")).toBe("true");
  await expect(async () => {
    const { total } = await product.list("whale_only=true&per_page=1");
    expect(await momentum.total()).toBe(total);
    expect(await momentum.items.count()).toBe(
      await momentum.items.filter({ has: page.getByTestId("whale-chip") }).count(),
    );
  }).toPass({ timeout: 20_000 });
  await chip.click();
  await expect.poll(() => momentum.total()).toBeGreaterThan(1_000);
});

test("c shows the coins of the same group, and all of them again", async ({ page, momentum, product }) => {
  const groupOf = async () => (await product.list("per_page=1")).results[0]?.cluster_label ?? null;
  await expect.poll(groupOf, { timeout: 40_000 }).not.toBeNull();
  await momentum.open();
  const all = await momentum.total();
  await page.keyboard.press("j");
  await expect(momentum.coinLinks.first()).toBeFocused();
  await page.keyboard.press("c");
  await expect(page.getByRole("button", { name: /^Remove filter Group [A-Z]/ })).toBeVisible();
  expect(new URL(page.url()).searchParams.get("cluster_id")).toMatch(/^\d+$/);
  await expect.poll(() => momentum.total()).toBeLessThan(all);
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  await expect.poll(() => momentum.total()).toBeGreaterThan(1_000);
  expect(new URL(page.url()).searchParams.has("cluster_id")).toBe(false);
});
