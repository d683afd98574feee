import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./journey";

test("the demo's visitor makes an API key by keyboard, sees it once, uses it and revokes it", async ({
  page,
  playwright,
  baseURL,
}) => {
  await page.goto("/momentum");
  await page.getByTestId("account").click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expect(page.getByText("no password is needed")).toBeVisible();

  const name = `Script ${Date.now()}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: /Everything, API keys/ }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Make an API key" }).press("Enter");
  const key = await page.getByTestId("key").innerText();
  expect(key).toMatch(/^gq_[\w-]{43}$/);

  // A stranger's context: what it may do, it may by the key alone.
  const program = await playwright.request.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
  const asked = () => program.get("/api/access/keys", { headers: { "x-api-key": key, host: "gq.invalid" } });
  expect((await asked()).status()).toBe(200);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  const row = page.getByTestId("keys").getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("works until");

  await row.getByRole("button", { name: `Revoke ${name}` }).press("Enter");
  await expect(page.getByRole("dialog")).toContainText("stops working at once");
  await page.getByTestId("revoke-now").press("Enter");
  await expect(row).toContainText("revoked");
  expect((await asked()).status()).toBe(401);
  await program.dispose();
  await page.reload();
  await expect(page.getByTestId("audit")).toContainText("API key revoked");
});

for (const theme of ["dark", "light"] as const) {
  test(`the settings have no serious accessibility issue in the ${theme} theme`, async ({ page, context, baseURL }) => {
    await context.addCookies([{ name: "ghostquant_look", value: `theme=${theme}`, url: baseURL! }]);
    await page.goto("/settings");
    await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });
}
