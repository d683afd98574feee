import { expect, test } from "./journey";

const LEAST_TARGET = 44;

test("on a phone the groups are a sheet: everything can be tapped, and a choice leads back to the list", async ({
  page,
  momentum,
}) => {
  test.setTimeout(150_000);
  await expect
    .poll(async () => (await (await page.request.get("/api/market/clusters")).json()).computed_at, { timeout: 90_000 })
    .not.toBeNull();
  await momentum.open();
  await page.getByRole("button", { name: "Rail", exact: true }).tap();
  const sheet = page.getByTestId("rail-sheet");
  await sheet.getByRole("group", { name: "What the rail holds" }).getByText("Clusters").tap();
  const rows = sheet.getByTestId("cluster-row");
  await expect(rows.first()).toBeVisible();
  await expect(sheet.getByTestId("rank-feed")).toHaveCount(0);
  expect(await momentum.sidewaysOverflow()).toBeLessThanOrEqual(0);
  await sheet
    .getByRole("button", { name: /^Members and history of / })
    .first()
    .tap();
  await expect(sheet.getByTestId("cluster-details")).toBeVisible();
  const small = await sheet.evaluate(
    (element, least) =>
      [...element.querySelectorAll("button, select, a, label:has(input), summary")].flatMap((control) => {
        const { width, height } = control.getBoundingClientRect();
        if (height >= least - 0.5 && width >= least - 0.5) return [];
        return [
          `${control.tagName} "${control.textContent?.slice(0, 30)}" ${Math.round(width)} × ${Math.round(height)}`,
        ];
      }),
    LEAST_TARGET,
  );
  expect(small).toEqual([]);

  const label = (await rows.first().getAttribute("aria-label")) ?? "";
  await rows.first().tap();
  await expect(sheet).toHaveCount(0);
  await expect.poll(() => new URL(page.url()).searchParams.has("cluster_id")).toBe(true);
  // "High Momentum Leaders, 303 coins · …"
  const [group = ""] = label.split(", ");
  await expect(page.getByRole("button", { name: `Remove filter Group ${group}`, exact: true })).toBeVisible();
});
