import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/errors";
import { HOUR_MS } from "@/lib/market/units";
import {
  cut,
  hang,
  json,
  recordingBudget,
  type ScriptedServer,
  startScriptedServer,
  text,
} from "../scripted-server.fixture";
import { createBinanceClient } from "./client";

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer();
});

afterEach(async () => {
  await server.close();
});

function clientWith(options: { maxAttempts?: number; timeoutMs?: number; blockedMs?: number } = {}) {
  const spending = recordingBudget();
  const client = createBinanceClient({
    restBase: server.base,
    budget: spending.budget,
    retry: { maxAttempts: options.maxAttempts ?? 1, backoffMs: 1 },
    timeoutMs: options.timeoutMs ?? 300,
    ...(options.blockedMs === undefined ? {} : { blockedMs: options.blockedMs }),
    random: () => 0.5,
    log: pino({ level: "silent" }),
  });
  return { client, ...spending };
}

const trade = (id: number, over: object = {}) => ({
  a: id,
  p: "2.5",
  q: "4",
  f: id,
  l: id,
  T: 1_700_000_000_000 + id,
  m: false,
  M: true,
  ...over,
});
const trades = { pair: "ABCUSDT", multiplier: 1, limit: 1_000 };
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: AppError) => error,
  );

describe("what is asked", () => {
  it("asks for trades by id or by time, at their documented weight", async () => {
    server.script = [json([trade(7)])];
    const { client, taken } = clientWith();
    await client.fetchTrades({ ...trades, fromId: 7 });
    await client.fetchTrades({ ...trades, startAt: 1_700_000_000_123.4, limit: 5_000 });
    expect(server.asked.map(({ url }) => url.pathname + url.search)).toEqual([
      "/api/v3/aggTrades?symbol=ABCUSDT&limit=1000&fromId=7",
      "/api/v3/aggTrades?symbol=ABCUSDT&limit=1000&startTime=1700000000123",
    ]);
    expect(taken).toEqual([4, 4]);
  });

  it("encodes a symbol that is not ASCII", async () => {
    server.script = [json([])];
    await clientWith().client.fetchTrades({ ...trades, pair: "１２３USDT" });
    expect(server.asked[0]?.url.searchParams.get("symbol")).toBe("１２３USDT");
  });

  it("reads USDT pairs whole: listing and 24 h together", async () => {
    const symbol = (name: string, over: object = {}) => ({
      symbol: `${name}USDT`,
      status: "TRADING",
      baseAsset: name,
      quoteAsset: "USDT",
      isSpotTradingAllowed: true,
      ...over,
    });
    server.script = [
      json({
        rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000 }],
        symbols: [
          symbol("BTC"),
          symbol("OLD", { status: "BREAK" }),
          symbol("CUT", { status: "CANCEL_ONLY" }),
          symbol("ETH", { symbol: "ETHBTC", quoteAsset: "BTC" }),
          { symbol: 1 },
        ],
      }),
      json([
        { symbol: "BTCUSDT", lastPrice: "100.5", quoteVolume: "1000", count: 9, extra: 1 },
        { symbol: "OLDUSDT", lastPrice: "0.00000000", quoteVolume: "0.00000000", count: 0, firstId: -1 },
        "nonsense",
      ]),
    ];
    const { client, taken } = clientWith();
    expect(await client.fetchPairs()).toEqual([
      { pair: "BTCUSDT", base: "BTC", trading: true, lastPrice: 100.5, volumeUsd24h: 1000, trades24h: 9 },
      { pair: "OLDUSDT", base: "OLD", trading: false, lastPrice: null, volumeUsd24h: 0, trades24h: 0 },
      { pair: "CUTUSDT", base: "CUT", trading: false, lastPrice: null, volumeUsd24h: null, trades24h: null },
    ]);
    expect(taken).toEqual([20, 80]);
    expect(client.malformed()).toBe(2);
  });

  it("divides a thousandfold unit out of prices and into quantities, and leaves dollars alone", async () => {
    server.script = [json([trade(1, { p: "0.2", q: "3", m: true })])];
    const got = (await clientWith().client.fetchTrades({ ...trades, multiplier: 1_000 })).trades[0];
    expect(got).toMatchObject({ quantity: 3_000, takerSide: "sell" });
    expect(got?.priceUsd).toBeCloseTo(0.0002, 12);
  });

  it("tells the hour under way from closed hours, and drops hours that cannot be", async () => {
    const open = 1_700_002_800_000;
    const row = (at: number, over: unknown[] = []) => {
      const whole = [at, "1", "3", "0.5", "2", "10", at + HOUR_MS - 1, "15", 4, "5", "7", "0"];
      return whole.map((value, index) => over[index] ?? value);
    };
    server.script = [
      json([
        row(open - 2 * HOUR_MS),
        row(open - HOUR_MS, [undefined, "1", "0.9"]),
        row(open, [undefined, undefined, undefined, "NaN"]),
        ["x"],
        row(open),
      ]),
    ];
    const { client, taken } = clientWith();
    const query = { pair: "ABCUSDT", multiplier: 1, timeframe: "1h", limit: 500, now: open + 60_000 } as const;
    const { closed, forming } = await client.fetchCandles(query);
    expect(closed.map(({ openAt }) => openAt)).toEqual([open - 2 * HOUR_MS]);
    expect(forming).toMatchObject({ openAt: open, open: 1, high: 3, low: 0.5, close: 2, volume: 10, volumeUsd: 15 });
    expect(client.malformed()).toBe(3);
    expect(taken).toEqual([2]);
  });
});

describe("what may go wrong", () => {
  it("leaves malformed trades out and counts them, whatever is wrong with them", async () => {
    const wrong = [
      { p: "" },
      { p: "-1" },
      { p: "0" },
      { p: "1e3" },
      { p: 2.5 },
      { p: "Infinity" },
      { q: "0x10" },
      { q: null },
      { T: "1700000000000" },
      { T: 0 },
      { a: 1.5 },
      { a: -1 },
      { m: "true" },
    ].map((over) => trade(2, over));
    server.script = [json([trade(3), null, 5, [], ...wrong, trade(1)])];
    const { client } = clientWith();
    const page = await client.fetchTrades(trades);
    expect(page.trades.map(({ id }) => id)).toEqual([1, 3]);
    expect(page.rows).toBe(wrong.length + 5);
    expect(client.malformed()).toBe(wrong.length + 3);
  });

  it("after 429 pauses every copy for as long as Binance asks", async () => {
    server.script = [json({ code: -1003, msg: "Too many requests" }, 429, { "retry-after": "7" })];
    const { client, pauses } = clientWith();
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "rate_limited", retryAfterMs: 7_000 });
    expect(pauses[0]).toBeGreaterThan(6_000);
    expect(client.state()).toBe("paused");
  });

  it("after 418 pauses for two minutes at least", async () => {
    server.script = [json({ code: -1003, msg: "banned" }, 418, { "retry-after": "5" })];
    const { client, pauses } = clientWith({ maxAttempts: 2 });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "rate_limited" });
    expect(pauses[0]).toBeGreaterThan(119_000);
  });

  it("asks again once it has waited as it was told", async () => {
    server.script = [json({}, 429, { "retry-after": "1" }), json([trade(1)])];
    const { client } = clientWith({ maxAttempts: 2 });
    expect((await client.fetchTrades(trades)).trades).toHaveLength(1);
  });

  it("believes a refusal for the location without asking again, until it is time to", async () => {
    server.script = [json({ code: 0, msg: "Service unavailable from a restricted location" }, 451), json([trade(1)])];
    const { client } = clientWith({ maxAttempts: 3, blockedMs: 60 });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "forbidden", retryable: false });
    expect(client.state()).toBe("blocked");
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "forbidden" });
    expect(server.asked).toHaveLength(1);
    await expect.poll(() => client.state()).toBe("ok");
    expect((await client.fetchTrades(trades)).trades).toHaveLength(1);
  });

  it("tries again after a failure, a cut, a truncated and a wrong answer, and counts every try against the budget", async () => {
    const truncated = text('[{"a":1,', 200);
    server.script = [json({}, 500), text("<html>", 502), cut, truncated, json({ an: "object" }), json([trade(1)])];
    const { client, taken } = clientWith({ maxAttempts: 6 });
    expect((await client.fetchTrades(trades)).trades).toHaveLength(1);
    expect(taken).toHaveLength(6);
  });

  it("gives a hanging server up", async () => {
    server.script = [hang];
    const { client } = clientWith({ timeoutMs: 50 });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "upstream_unavailable", retryable: true });
  });

  it("knows an unlisted pair from a bad request, and repeats neither", async () => {
    server.script = [json({ code: -1121, msg: "Invalid symbol." }, 400), json({ code: -1100, msg: "Illegal" }, 400)];
    const { client } = clientWith({ maxAttempts: 3 });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "not_found", retryable: false });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ code: "bad_request", retryable: false });
    expect(server.asked).toHaveLength(2);
  });

  it("stops before the wall when the address as a whole has almost spent its weight", async () => {
    server.script = [
      json([], 200, { "x-mbx-used-weight-1m": "5399" }),
      json([], 200, { "x-mbx-used-weight-1m": "5400" }),
    ];
    const { client, pauses } = clientWith();
    await client.fetchTrades(trades);
    expect(pauses).toHaveLength(0);
    await client.fetchTrades(trades);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeLessThanOrEqual(60_000);
  });

  it("asks nothing that the budget refuses", async () => {
    server.script = [json([])];
    const client = createBinanceClient({
      restBase: server.base,
      budget: {
        take: async () => {
          throw new Error("spent");
        },
        pauseFor: () => Promise.resolve(),
      },
      random: () => 0,
      log: pino({ level: "silent" }),
    });
    expect(await failure(client.fetchTrades(trades))).toMatchObject({ message: "spent" });
    expect(server.asked).toHaveLength(0);
  });

  it("stops at the caller's word", async () => {
    server.script = [hang];
    const reason = new Error("shutting down");
    const controller = new AbortController();
    const asking = failure(
      clientWith({ timeoutMs: 5_000 }).client.fetchTrades({ ...trades, signal: controller.signal }),
    );
    setTimeout(() => controller.abort(reason), 20);
    expect(await asking).toBe(reason);
  });
});
