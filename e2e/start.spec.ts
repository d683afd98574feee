import { expect, test } from "@playwright/test";

test("one command serves a scored, explained universe", async ({ request }) => {
  const health = await request.get("/api/health");
  expect(health.status()).toBe(200);
  await expect(async () => {
    const list = await (await request.get("/market/momentum?per_page=1")).json();
    expect(list.total).toBeGreaterThan(1_000);
    expect(list.stale).toBe(false);
  }).toPass({ timeout: 30_000 });
});

test("a mistyped address and a wrong method get a problem, not a page", async ({ request }) => {
  for (const path of ["/api/nothing", "/market/nothing", "/api"]) {
    const answer = await request.get(path);
    expect(answer.status()).toBe(404);
    expect(answer.headers()["content-type"]).toContain("application/problem+json");
  }
  const posted = await request.post("/api/health", { data: {} });
  expect([posted.status(), posted.headers().allow]).toEqual([405, "GET, HEAD"]);
});

test("sockets answer on the web port", async ({ page, baseURL }) => {
  // Not from data: what answers a program may open nothing in a browser.
  await page.goto("/status");
  const frame = await page.evaluate(
    (address) => {
      const socket = new WebSocket(address);
      return new Promise<string>((resolve, reject) => {
        socket.onopen = () => socket.send(JSON.stringify({ action: "subscribe", channels: ["top50"] }));
        socket.onmessage = (event) => resolve(String(event.data));
        socket.onerror = () => reject(new Error("the socket failed"));
      });
    },
    `${baseURL?.replace("http", "ws")}/ws/momentum`,
  );
  expect(JSON.parse(frame)).toMatchObject({ type: "snapshot", channel: "top50" });
});
