import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { chooseMarketSource } from "./market-source";
import { readSettings } from "./settings";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function upstream(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/v3`;
}

const choose = (values: Record<string, string>) =>
  chooseMarketSource(readSettings(import.meta.dirname, { NODE_ENV: "production", ...values }));

describe("chooseMarketSource", () => {
  test("auto is live when CoinGecko answers, and asks with the demo key it has", async () => {
    let key: unknown;
    const base = await upstream((request, response) => {
      key = request.headers["x-cg-demo-api-key"];
      response.end('{"gecko_says":"(V3) To the Moon!"}');
    });
    const choice = await choose({ COINGECKO_API_BASE: base, COINGECKO_DEMO_API_KEY: "demo" });
    expect(choice.source).toBe("live");
    expect(key).toBe("demo");
  });

  test("auto is live when CoinGecko only asks for patience", async () => {
    const base = await upstream((_, response) => response.writeHead(429).end());
    expect((await choose({ COINGECKO_API_BASE: base })).source).toBe("live");
  });

  test.each([
    ["breaks", (_: unknown, response: Parameters<RequestListener>[1]) => void response.writeHead(503).end()],
    ["is a login page", (_: unknown, response: Parameters<RequestListener>[1]) => void response.end("<html>")],
    ["hangs", () => undefined],
  ])("auto is simulated, and says why, when the address %s", { timeout: 8_000 }, async (_, listener) => {
    const choice = await choose({ COINGECKO_API_BASE: await upstream(listener) });
    expect(choice.source).toBe("simulated");
    expect(choice.reason).toContain("CoinGecko did not answer");
  });

  test("auto is simulated when nothing is there at all", async () => {
    expect((await choose({ COINGECKO_API_BASE: "http://127.0.0.1:9/api/v3" })).source).toBe("simulated");
  });

  test("the mock flag means simulated, and may not contradict an explicit source", async () => {
    expect((await choose({ USE_MOCK_MARKET_DATA: "true" })).source).toBe("simulated");
    await expect(choose({ USE_MOCK_MARKET_DATA: "true", MARKET_SOURCE: "live" })).rejects.toThrow("contradicts");
  });

  test("live insists without asking", async () => {
    const choice = await choose({ MARKET_SOURCE: "live", COINGECKO_API_BASE: "http://127.0.0.1:9/api/v3" });
    expect(choice.source).toBe("live");
  });

  test("replay needs a folder that exists", async () => {
    await expect(choose({ MARKET_SOURCE: "replay" })).rejects.toThrow("needs REPLAY_DIR");
    await expect(choose({ MARKET_SOURCE: "replay", REPLAY_DIR: "/nowhere" })).rejects.toThrow(
      "/nowhere is not a folder",
    );
    expect((await choose({ MARKET_SOURCE: "replay", REPLAY_DIR: import.meta.dirname })).source).toBe("replay");
  });
});
