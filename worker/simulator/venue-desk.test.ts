import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import { createMarketServer, type MarketServer } from "./market-server";

const WALL = Date.UTC(2026, 2, 14, 15, 9, 20);
const clock = { source: "simulated", seed: 42, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null } as const;
const venue = createSimulatedVenue({ seed: 42, coins: 120 });
const [large, second] = venue.listedAt(WALL).map(({ symbol }) => symbol) as [string, string];

interface AggTrade {
  readonly s?: string;
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}

let server: MarketServer;
let base: string;
let wall = WALL;
let draw = 0;
const opened: WebSocket[] = [];

beforeAll(async () => {
  server = createMarketServer({
    market: createSimulatedMarket({ seed: 42, coins: 120 }),
    venue,
    clock,
    wallNow: () => wall,
    random: () => draw,
    log: pino({ level: "silent" }),
  });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  base = `127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(() => server.stop());
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await fetch(`http://${base}/__faults`, { method: "DELETE" });
  // A later minute: weight is counted by wall-clock minutes.
  wall += 3 * MINUTE_MS;
  draw = 0;
});

const get = (path: string, init: RequestInit = {}) => fetch(`http://${base}${path}`, init);
const read = async <T>(path: string) => (await (await get(`/binance/api/v3${path}`)).json()) as T;
const setFault = (plan: unknown) =>
  get("/__faults", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(plan),
  });

/** A socket and every text it was sent. */
async function open(path: string) {
  const texts: string[] = [];
  const socket = new WebSocket(`ws://${base}${path}`);
  opened.push(socket);
  socket.on("message", (data) => texts.push(data.toString()));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return { socket, texts };
}
const streamOf = (symbol: string) => `${symbol.toLowerCase()}@aggTrade`;
const until = (holds: () => void) => vi.waitFor(holds, { timeout: 8_000, interval: 20 });
const parsed = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as AggTrade);
const idsOf = (texts: readonly string[]) => parsed(texts).map(({ a }) => a);

describe("Binance's REST", () => {
  it("tells the list, the day and the limits in the provider's shapes", async () => {
    const info = await read<{ symbols: Record<string, unknown>[]; rateLimits: unknown[] }>("/exchangeInfo");
    expect(info.rateLimits).toContainEqual(expect.objectContaining({ rateLimitType: "REQUEST_WEIGHT", limit: 6_000 }));
    expect(info.symbols[0]).toMatchObject({
      symbol: large,
      status: "TRADING",
      quoteAsset: "USDT",
      permissionSets: [expect.arrayContaining(["SPOT"])],
    });
    const tickers = await read<{ symbol: string; quoteVolume: string; count: number }[]>("/ticker/24hr");
    expect(tickers.map(({ symbol }) => symbol)).toEqual(info.symbols.map(({ symbol }) => symbol));
    expect(await read(`/ticker/24hr?symbol=${large}`)).toEqual(tickers[0]);
    expect(Number(tickers[0]!.quoteVolume)).toBeGreaterThan(1e8);
    expect(tickers[0]!.count).toBeGreaterThan(600_000);
    expect(await read("/time")).toEqual({ serverTime: wall });
  });

  it("pages trades by id and by time as the provider does", async () => {
    const newest = await read<AggTrade[]>(`/aggTrades?symbol=${large}&limit=5`);
    expect(newest.map(({ a }) => a)).toEqual([0, 1, 2, 3, 4].map((step) => newest[0]!.a + step));
    expect(await read(`/aggTrades?symbol=${large}&fromId=${newest[2]!.a}`)).toEqual(newest.slice(2));
    const oldest = await read<AggTrade[]>(`/aggTrades?symbol=${large}&startTime=${wall - HOUR_MS}&limit=5000`);
    expect(oldest.length).toBe(1_000);
    expect(oldest[0]!.T).toBeGreaterThanOrEqual(wall - HOUR_MS);
    const within = `startTime=${wall - HOUR_MS}&endTime=${wall - HOUR_MS + 1_000}`;
    const second = await read<AggTrade[]>(`/aggTrades?symbol=${large}&${within}`);
    expect(second).toEqual(oldest.slice(0, second.length));
    expect((await read<AggTrade[]>(`/aggTrades?symbol=${large}`)).length).toBe(500);
  });

  it("ends candles with the one under way", async () => {
    const rows = await read<[number, string, string, string, string, string, number][]>(
      `/klines?symbol=${large}&interval=4h&limit=3`,
    );
    expect(rows.length).toBe(3);
    expect(rows.at(-1)![6]).toBeGreaterThan(wall);
    expect(rows[1]![0] - rows[0]![0]).toBe(4 * HOUR_MS);
    const [day] = await read<unknown[][]>(`/klines?symbol=${large}&interval=1d&startTime=${wall - 3 * DAY_MS}&limit=1`);
    expect(day!.length).toBe(12);
  });

  it.each([
    ["/klines?symbol=NOPEUSDT&interval=1h", 400, -1_121],
    ["/aggTrades", 400, -1_121],
    [`/klines?symbol=${large}&interval=7h`, 400, -1_120],
    [`/aggTrades?symbol=${large}&limit=x`, 400, -1_100],
    [`/aggTrades?symbol=${large}&fromId=1&startTime=2`, 400, -1_128],
    [`/aggTrades?symbol=${large}&startTime=3&endTime=2`, 400, -1_127],
  ])("refuses %s", async (path, status, code) => {
    const response = await get(`/binance/api/v3${path}`);
    expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([status, code]);
  });

  it("counts weight by the minute, refuses above the limit and bans those who do not listen", async () => {
    const used = async () => (await get("/binance/api/v3/ping")).headers.get("x-mbx-used-weight-1m");
    expect([await used(), await used()]).toEqual(["1", "2"]);
    for (let time = 0; time < 74; time++) await get("/binance/api/v3/ticker/24hr");
    const statuses: number[] = [];
    let retryAfter = "";
    for (let time = 0; time < 30; time++) {
      const response = await get("/binance/api/v3/ticker/24hr");
      statuses.push(response.status);
      retryAfter = response.headers.get("retry-after") ?? "";
    }
    expect([statuses[0], statuses[1], statuses.at(-1)]).toEqual([429, 429, 418]);
    expect(Number(retryAfter)).toBe(120);
    wall += MINUTE_MS;
    expect((await get("/binance/api/v3/ping")).status).toBe(418);
    wall += 2 * MINUTE_MS;
    expect((await get("/binance/api/v3/ping")).status).toBe(200);
  });
});

describe("Binance's sockets", () => {
  it("send every trade when its time comes, with the very fields that REST tells", async () => {
    const combined = await open(`/binance/stream?streams=${streamOf(large)}/${streamOf(second)}`);
    const raw = await open(`/binance/ws/${streamOf(large)}`);
    wall += 7_000;
    await until(() => expect(raw.texts.length).toBeGreaterThan(40));
    wall += 7_000;
    await until(() => expect(parsed(raw.texts).at(-1)!.T).toBeGreaterThan(wall - 1_000));
    const heard = parsed(raw.texts);
    const told = await read<AggTrade[]>(`/aggTrades?symbol=${large}&fromId=${heard[0]!.a}&limit=${heard.length}`);
    expect(heard.map(({ a, p, q, T, m }) => ({ a, p, q, T, m }))).toEqual(
      told.map(({ a, p, q, T, m }) => ({ a, p, q, T, m })),
    );
    const envelopes = combined.texts.map((text) => JSON.parse(text) as { stream: string; data: AggTrade });
    expect(envelopes.filter(({ stream }) => stream === streamOf(large)).map(({ data }) => data)).toEqual(heard);
    expect(envelopes.some(({ data }) => data.s === second)).toBe(true);
  });

  it("obey SUBSCRIBE, LIST_SUBSCRIPTIONS and UNSUBSCRIBE, and no more than 1,024 streams", async () => {
    const { socket, texts } = await open("/binance/ws");
    const ask = async (command: object) => {
      const before = texts.length;
      socket.send(JSON.stringify(command));
      await until(() => expect(texts.length).toBeGreaterThan(before));
      return JSON.parse(texts.at(-1)!) as unknown;
    };
    const names = [streamOf(second), "nobody@aggTrade"];
    expect(await ask({ method: "SUBSCRIBE", params: names, id: 1 })).toEqual({ result: null, id: 1 });
    expect(await ask({ method: "LIST_SUBSCRIPTIONS", id: 2 })).toEqual({ result: names, id: 2 });
    const many = Array.from({ length: 1_024 }, (_, index) => `x${index}@aggTrade`);
    expect(await ask({ method: "SUBSCRIBE", params: many, id: 3 })).toMatchObject({ error: { code: 2 }, id: 3 });
    expect(await ask({ method: "UNSUBSCRIBE", params: names, id: 4 })).toEqual({ result: null, id: 4 });
    const before = texts.length;
    wall += 5_000;
    const other = await open(`/binance/ws/${streamOf(second)}`);
    wall += 5_000;
    await until(() => expect(other.texts.length).toBeGreaterThan(5));
    expect(texts.length).toBe(before);
  });

  it("close on a client that sends too fast", async () => {
    const { socket } = await open("/binance/ws");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    for (let id = 0; id < 8; id++) socket.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id }));
    expect(await closed).toBe(1_008);
  });
});

describe("faults of the venue", () => {
  const listen = () => open(`/binance/ws/${streamOf(large)}`);
  const gapsIn = (ids: readonly number[]) => ids.slice(1).filter((id, index) => id !== ids[index]! + 1).length;

  it("leave CoinGecko alone when they name the venue's path, and the venue when they name none", async () => {
    await setFault({ mode: "status-500", path: "/binance" });
    expect((await get("/binance/api/v3/ping")).status).toBe(500);
    expect((await get("/api/v3/ping")).status).toBe(200);
    await setFault({ mode: "status-500" });
    expect((await get("/binance/api/v3/ping")).status).toBe(200);
    expect((await get("/api/v3/ping")).status).toBe(500);
  });

  it("refuse a blocked place with 451, requests and sockets", async () => {
    await setFault({ mode: "geo-block", path: "/binance" });
    const response = await get("/binance/api/v3/exchangeInfo");
    expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([451, 0]);
    await expect(listen()).rejects.toThrow(/451/);
  });

  it("cut open sockets once, and let them come back", async () => {
    const { socket } = await listen();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await setFault({ mode: "cut-sockets", remaining: 1 });
    await closed;
    const again = await listen();
    wall += 5_000;
    await until(() => expect(again.texts.length).toBeGreaterThan(10));
  });

  it("keep sockets open and silent, so that ids are missing afterwards", async () => {
    const { texts, socket } = await listen();
    wall += 3_000;
    await until(() => expect(texts.length).toBeGreaterThan(10));
    await setFault({ mode: "silent-sockets" });
    // Two beats: the first may still be under way.
    const other = await (await get("/__health")).json();
    wall += 4_000;
    await until(async () => {
      const { trades } = (await (await get("/__health")).json()) as { trades: number };
      expect(trades).toBeGreaterThan((other as { trades: number }).trades + 20);
    });
    await get("/__faults", { method: "DELETE" });
    wall += 4_000;
    await until(() => expect(parsed(texts).at(-1)!.T).toBeGreaterThan(wall - 1_000));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect(gapsIn(idsOf(texts))).toBe(1);
  });

  it.each([
    ["skip-trades", (ids: readonly number[]) => gapsIn(ids) > 0 && new Set(ids).size === ids.length],
    ["duplicate-trades", (ids: readonly number[]) => new Set(ids).size < ids.length],
    ["reorder-trades", (ids: readonly number[]) => ids.some((id, index) => id < (ids[index - 1] ?? 0))],
  ])("%s as told, for the pair that is named", async (mode, holds) => {
    const { texts } = await listen();
    const other = await open(`/binance/ws/${streamOf(second)}`);
    wall += 3_000;
    await until(() => expect(texts.length).toBeGreaterThan(10));
    await setFault({ mode, pair: large, remaining: 3 });
    wall += 9_000;
    await until(() => expect(parsed(texts).at(-1)?.T).toBeGreaterThan(wall - 1_000));
    await until(() => expect(parsed(other.texts).at(-1)?.T).toBeGreaterThan(wall - 2_000));
    expect(holds(idsOf(texts))).toBe(true);
    expect(gapsIn(idsOf(other.texts))).toBe(0);
  });

  it("malformed-trades as told", async () => {
    const { texts } = await listen();
    await setFault({ mode: "malformed-trades", remaining: 12 });
    wall += 9_000;
    await until(() => expect(texts.length).toBeGreaterThan(40));
    const isWhole = (text: string) => {
      try {
        const { a, p, q, T } = JSON.parse(text) as Partial<AggTrade>;
        return [a, p, q, T].every((value) => value !== undefined && Number(value) > 0 && Number(value) < 1e300);
      } catch {
        return false;
      }
    };
    expect(texts.filter((text) => !isWhole(text)).length).toBe(12);
  });

  it("delist a pair: it halts, and no trade is later", async () => {
    await setFault({ mode: "delist", pair: large });
    const before = await read<AggTrade[]>(`/aggTrades?symbol=${large}&limit=1`);
    wall += MINUTE_MS;
    expect(await read(`/aggTrades?symbol=${large}&limit=1`)).toEqual(before);
    const info = await read<{ symbols: { status: string }[] }>(`/exchangeInfo?symbol=${large}`);
    expect(info.symbols[0]!.status).toBe("BREAK");
    await get("/__faults", { method: "DELETE" });
    expect(await read(`/aggTrades?symbol=${large}&limit=1`)).not.toEqual(before);
  });
});

describe("planted episodes and labelled transfers", () => {
  it("are told to whoever wants to check what was found", async () => {
    const { episodes } = (await (await get(`/__episodes?from=${wall - 7 * DAY_MS}&to=${wall}`)).json()) as {
      episodes: unknown[];
    };
    expect(episodes[0]).toEqual({
      coinId: expect.any(String),
      pair: expect.stringMatching(/USDT$/),
      kind: expect.stringMatching(/^(accumulation|distribution)$/),
      from: expect.any(Number),
      to: expect.any(Number),
    });
    expect((await get("/__episodes?from=0&to=x")).status).toBe(400);
  });

  it("come in pages that end with an empty one, for whoever has a key", async () => {
    const ask = async (query: string, key = "k") => {
      const response = await get(`/whale-alert/v1/transactions?${query}`, { headers: { "x-wa-api-key": key } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const start = Math.floor(wall / 1_000) - 3_600;
    expect(await ask(`start=${start}`, "invalid")).toMatchObject({ status: 401, body: { message: "invalid api_key" } });
    const whole = (await ask(`start=${start}`)).body;
    const paged: unknown[] = [];
    let page = (await ask(`start=${start}&limit=4`)).body;
    while (page.count !== 0) {
      paged.push(...(page.transactions as unknown[]));
      page = (await ask(`start=${start}&limit=4&cursor=${page.cursor}`)).body;
    }
    expect(page).not.toHaveProperty("transactions");
    expect(paged).toEqual(whole.transactions);
    expect(paged.length).toBeGreaterThan(4);
  });
});
