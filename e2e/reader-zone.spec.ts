import { expect, test } from "./journey";

test.use({ timezoneId: "Asia/Kolkata" });

test("times are UTC until the reader chooses, then his own from the first paint on", async ({ page, complaints }) => {
  // A page that wakes up with other words than it was drawn with would say so in the console.
  expect(complaints.unexpected()).toEqual([]);
  await page.goto("/momentum?view=table");
  const caption = page.locator("table caption").first();
  await expect(caption).toContainText(/as of \d{2}:\d{2}:\d{2} UTC\./);
  await page.getByRole("button", { name: "Look and keys" }).click();
  const zone = page.getByTestId("zone").first();
  await expect(zone).toHaveValue("UTC");
  await zone.selectOption("local");
  await expect(page.getByTestId("zone-now").first()).toContainText("UTC+5:30");
  await page.keyboard.press("Escape");
  await expect(caption).toContainText(/as of \d{2}:\d{2}:\d{2} UTC\+5:30\./);
  // The server's own page, before any script.
  const html = await (await page.request.get("/momentum?view=table")).text();
  expect(html).toMatch(/data-zone="Asia\/(?:Kolkata|Calcutta)"/);
  expect(html).toMatch(/UTC\+5:30/);
  await page.reload();
  await expect(caption).toContainText("UTC+5:30");
});

test("answers for programs stay UTC, whoever asks", async ({ request }) => {
  const headers = { cookie: "ghostquant_zone=Asia/Tokyo" };
  const status = await (await request.get("/api/status", { headers })).text();
  expect(status).not.toContain("UTC+");
});
