import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { marketClockSchema } from "@/lib/market/clock";
import { HOSTILE_IDS, HOSTILE_NAMES } from "@/lib/simulator/hostile-texts";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import type { FaultReport } from "./faults";
import { createMarketServer, type MarketServer } from "./market-server";

const WALL = Date.UTC(2026, 2, 14, 15, 9, 20);
const clock = { source: "simulated", seed: 42, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null } as const;
const MARKETS = "/api/v3/coins/markets?vs_currency=usd&per_page=50&sparkline=true&price_change_percentage=1h,24h,7d";

let server: MarketServer;
let base: string;
let wall = WALL;
let draw = 0;

beforeAll(async () => {
  server = createMarketServer({
    market: createSimulatedMarket({ seed: 42, coins: 120 }),
    venue: createSimulatedVenue({ seed: 42, coins: 120 }),
    clock,
    wallNow: () => wall,
    random: () => draw,
    log: pino({ level: "silent" }),
  });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(() => server.stop());
afterEach(async () => {
  await fetch(`${base}/__faults`, { method: "DELETE" });
  wall = WALL;
  draw = 0;
});

const get = (path: string, init: RequestInit = {}) => fetch(base + path, init);
const setFault = (plan: unknown) =>
  get("/__faults", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(plan),
  });
type Row = Record<string, unknown> & { id: string };
const rowsOf = async (response: Response) => (await response.json()) as Row[];

describe("CoinGecko's API", () => {
  it("answers every listing in the provider's shapes", async () => {
    expect(await (await get("/api/v3/ping")).json()).toEqual({ gecko_says: "(V3) To the Moon!" });
    const [row] = await rowsOf(await get(MARKETS));
    expect(row).toMatchObject({
      id: expect.any(String),
      symbol: expect.stringMatching(/^[^A-Z]+$/),
      current_price: expect.any(Number),
      market_cap_rank: 1,
      sparkline_in_7d: { price: expect.any(Array) },
      price_change_percentage_1h_in_currency: expect.any(Number),
      last_updated: expect.stringMatching(/^\d{4}-.*Z$/),
      roi: null,
    });
    const list = await rowsOf(await get("/api/v3/coins/list"));
    expect(list.length).toBe(120);
    expect(Object.keys(list[0]!)).toEqual(["id", "symbol", "name"]);
    const categories = await rowsOf(await get("/api/v3/coins/categories/list"));
    expect(categories).toContainEqual({ category_id: "stablecoins", name: "Stablecoins" });
    const sums = (await (await get("/api/v3/coins/categories")).json()) as { market_cap: number }[];
    expect(sums.map((row) => row.market_cap)).toEqual(sums.map((row) => row.market_cap).sort((a, b) => b - a));
  });

  it("answers one coin and its chart, consistent with the listing", async () => {
    const [row] = await rowsOf(await get(MARKETS));
    const coin = await (await get(`/api/v3/coins/${row!.id}?localization=false`)).json();
    expect(coin).toMatchObject({ id: row!.id, market_data: { current_price: { usd: row!.current_price } } });
    const chart = (await (await get(`/api/v3/coins/${row!.id}/market_chart?vs_currency=usd&days=8`)).json()) as {
      prices: [number, number][];
      market_caps: unknown[];
      total_volumes: unknown[];
    };
    expect(chart.prices.at(-1)).toEqual([WALL, row!.current_price]);
    expect(chart.prices.length).toBe(193);
    expect(chart.total_volumes.length).toBe(193);
  });

  it("refuses as the provider does", async () => {
    const refusal = async (path: string) => {
      const response = await get(`/api/v3${path}`);
      return [response.status, await response.json()] as const;
    };
    expect(await refusal("/coins/nobody")).toEqual([404, { error: "coin not found" }]);
    expect(await refusal("/coins/nobody/market_chart?vs_currency=usd&days=1")).toEqual([
      404,
      { error: "coin not found" },
    ]);
    expect(await refusal("/coins/%E0%A4%A/market_chart")).toMatchObject([404, {}]);
    expect(await refusal("/no/such/path")).toMatchObject([404, {}]);
    expect(await refusal("/coins/markets")).toMatchObject([422, { status: { error_code: 422 } }]);
    expect(await refusal("/coins/x/market_chart?days=1&interval=daily")).toMatchObject([
      401,
      { status: { error_message: expect.stringContaining("exclusive to paid") } },
    ]);
    expect(await refusal("/coins/x/market_chart?days=400")).toMatchObject([
      401,
      { error: { status: { error_code: 10_012 } } },
    ]);
    expect(await refusal("/coins/x/market_chart")).toMatchObject([422, {}]);
  });

  it("answers the same bytes within a tick and others in the next", async () => {
    const first = await (await get(MARKETS)).text();
    wall += 9_999;
    expect(await (await get(MARKETS)).text()).toBe(first);
    wall += 1;
    expect(await (await get(MARKETS)).text()).not.toBe(first);
  });
});

describe("the desk", () => {
  it("tells its clock and its health", async () => {
    expect(marketClockSchema.parse(await (await get("/__clock")).json())).toEqual(clock);
    expect(await (await get("/__health")).json()).toMatchObject({ status: "ok", coins: 120, fault: "none" });
    expect((await get("/__nothing")).status).toBe(404);
  });

  it("refuses a plan that makes no sense, naming the mistake, and keeps the old one", async () => {
    const refused = await setFault({ mode: "earthquake" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: expect.stringContaining("mode") });
    expect((await setFault({ mode: "slow", speed: 3 })).status).toBe(400);
    expect(await (await get("/__faults")).json()).toMatchObject({ mode: "none", hits: 0 });
  });

  it("takes no orders in another content type, as a strange page in a browser would send", async () => {
    expect((await get("/__faults", { method: "POST", body: '{"mode":"hang"}' })).status).toBe(415);
    expect((await get("/__faults", { method: "PUT" })).status).toBe(405);
  });
});

describe("faults", () => {
  it("status-429 carries the provider's headers and body", async () => {
    await setFault({ mode: "status-429", perMinute: 30 });
    const response = await get(MARKETS);
    expect(response.status).toBe(429);
    expect(response.headers.get("x-ratelimit-limit")).toBe("30");
    expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(response.headers.get("x-ratelimit-reset")).toBe("2026-03-14 15:10:00 +0000");
    expect(response.headers.get("retry-after")).toBe("40");
    expect(await response.json()).toMatchObject({ status: { error_code: 429 } });
    await setFault({ mode: "status-429", retryAfter: false });
    const silent = await get(MARKETS);
    expect(
      [...silent.headers.keys()].filter((name) => name.startsWith("x-ratelimit") || name === "retry-after"),
    ).toEqual([]);
  });

  it("status-500", async () => {
    await setFault({ mode: "status-500" });
    expect((await get(MARKETS)).status).toBe(500);
  });

  it("slow holds the answer back", async () => {
    await setFault({ mode: "slow", delayMs: 120 });
    const startedAt = performance.now();
    expect((await rowsOf(await get(MARKETS))).length).toBe(50);
    expect(performance.now() - startedAt).toBeGreaterThan(110);
  });

  it("hang never answers", async () => {
    await setFault({ mode: "hang" });
    await expect(get(MARKETS, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout|aborted/i);
  });

  it("truncate cuts the connection in the middle of the body", async () => {
    await setFault({ mode: "truncate" });
    const response = await get(MARKETS);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it("truncate-json ends properly in the middle of the JSON", async () => {
    await setFault({ mode: "truncate-json" });
    const text = await (await get(MARKETS)).text();
    expect(() => JSON.parse(text)).toThrow();
  });

  it("html is a page of the provider's edge with status 200", async () => {
    await setFault({ mode: "html" });
    const response = await get(MARKETS);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).toContain("1020");
  });

  it("error-envelope is an error object with status 200", async () => {
    await setFault({ mode: "error-envelope" });
    const response = await get(MARKETS);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: { error_code: 429 } });
  });

  it("malformed-rows damages some rows of a list and leaves the others", async () => {
    const honest = await rowsOf(await get(MARKETS));
    await setFault({ mode: "malformed-rows" });
    const damaged = await rowsOf(await get(MARKETS));
    expect(damaged.length).toBe(50);
    expect(damaged[0]).toEqual(honest[0]);
    expect(damaged[2]).toEqual(honest[2]);
    expect(damaged[1]).toBeNull();
    const changed = damaged.filter((row, index) => JSON.stringify(row) !== JSON.stringify(honest[index]));
    expect(changed.length).toBe(17);
    expect(damaged.some((row) => row?.current_price === Number.POSITIVE_INFINITY)).toBe(true);
    expect((await get("/api/v3/ping")).status).toBe(200);
  });

  it("lying-prices answers well-formed nonsense", async () => {
    const honest = await rowsOf(await get(MARKETS));
    await setFault({ mode: "lying-prices" });
    const lies = await rowsOf(await get(MARKETS));
    expect(lies[5]!.current_price).toBe((honest[5]!.current_price as number) * 1_000);
    expect(lies[15]!.current_price).toBe(0);
    expect(lies[45]!.last_updated).toBe("2099-01-01T00:00:00.000Z");
    expect(lies[6]).toEqual(honest[6]);
  });

  it("hostile-texts writes the corpus into names, symbols, ids and pictures, and leaves the numbers", async () => {
    const honest = await rowsOf(await get(MARKETS));
    await setFault({ mode: "hostile-texts" });
    const hostile = await rowsOf(await get(MARKETS));
    expect(hostile.map((row) => row?.name).slice(0, HOSTILE_NAMES.length)).toEqual(HOSTILE_NAMES);
    expect(hostile[0]?.id).toBe(HOSTILE_IDS[0]);
    expect(hostile[1]?.id).toBe(honest[1]?.id);
    expect(hostile[1]?.symbol).not.toBe(honest[1]?.symbol);
    expect(hostile.map((row) => row?.current_price)).toEqual(honest.map((row) => row?.current_price));
  });

  it("rate-limit allows so many a minute, counts down, and opens again on the minute", async () => {
    await setFault({ mode: "rate-limit", perMinute: 2 });
    expect((await get(MARKETS)).headers.get("x-ratelimit-remaining")).toBe("1");
    expect((await get(MARKETS)).headers.get("x-ratelimit-remaining")).toBe("0");
    expect((await get(MARKETS)).status).toBe(429);
    wall += 40_000;
    expect((await get(MARKETS)).status).toBe(200);
  });

  it("hits only the path, the share and the number of requests it was told to", async () => {
    await setFault({ mode: "status-500", path: "/coins/markets", remaining: 2, probability: 0.5 });
    expect((await get("/api/v3/ping")).status).toBe(200);
    draw = 0.9;
    expect((await get(MARKETS)).status).toBe(200);
    draw = 0.1;
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await get(MARKETS)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect((await (await get("/__faults")).json()) as FaultReport).toMatchObject({ hits: 2, remaining: 0 });
  });

  it("is over when cleared", async () => {
    await setFault({ mode: "status-500" });
    expect((await get("/__faults", { method: "DELETE" })).status).toBe(200);
    expect((await get(MARKETS)).status).toBe(200);
  });
});
