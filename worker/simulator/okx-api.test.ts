import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOkxClient } from "@/lib/adapters/okx/client";
import type { AppError } from "@/lib/errors";
import { HOUR_MS } from "@/lib/market/units";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import { createMarketServer, type MarketServer } from "./market-server";

const WALL = Date.UTC(2026, 2, 14, 15, 9, 20);
const HOUR = Date.UTC(2026, 2, 14, 15);
const clock = { source: "simulated", seed: 42, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null } as const;
const venue = createSimulatedVenue({ seed: 42, coins: 120 });
const secondVenue = createSimulatedVenue({ seed: 42, coins: 120, pairs: 60 });
const log = pino({ level: "silent" });

let server: MarketServer;
let base = "";
let wall = WALL;
let pauses = 0;

beforeAll(async () => {
  const market = createSimulatedMarket({ seed: 42, coins: 120 });
  server = createMarketServer({ market, venue, secondVenue, clock, wallNow: () => wall, random: () => 0, log });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(() => server.stop());
afterEach(async () => {
  await fetch(`${base}/__faults`, { method: "DELETE" });
  wall += 60_000;
  pauses = 0;
});

function clientWith({ maxAttempts = 1, timeoutMs = 2_000 } = {}) {
  return createOkxClient({
    restBase: `${base}/okx`,
    budget: { take: async () => undefined, pauseFor: async () => void pauses++ },
    retry: { maxAttempts, backoffMs: 1 },
    timeoutMs,
    random: () => 0.5,
    log,
  });
}
const setFault = (mode: string, remaining: number | null = null) =>
  fetch(`${base}/__faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ mode, remaining, path: "/okx" }),
  });
const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: AppError) => error,
  );
const [first] = secondVenue.listedAt(WALL);
const asked = { pair: `${first?.base}-USDT`, multiplier: 1 };

describe("OKX through CCXT over HTTP", () => {
  it("lists the pairs with what they did in a day", async () => {
    const pairs = await clientWith().fetchPairs();
    const listed = secondVenue.listedAt(WALL);
    expect(pairs.map(({ pair }) => pair)).toEqual(listed.map(({ base: name }) => `${name}-USDT`));
    const day = secondVenue.day(first?.symbol ?? "", WALL);
    expect(pairs[0]?.lastPrice).toBe(Number(day?.last.toFixed(first?.priceDecimals)));
    expect(pairs[0]?.volumeUsd24h).toBeCloseTo(day?.quoteVolume ?? 0, 4);
  });

  it("brings exactly the hours asked for, page by page, with their turnover in dollars", async () => {
    const client = clientWith();
    const from = HOUR - 700 * HOUR_MS;
    const opens: number[] = [];
    let pages = 0;
    for (let at = from; at < HOUR; pages++) {
      const page = await client.fetchHours({ ...asked, from: at, to: HOUR });
      opens.push(...page.candles.map(({ openAt }) => openAt));
      expect(page.malformed).toBe(0);
      at = page.coveredTo;
    }
    expect(pages).toBe(7);
    expect(opens).toEqual(Array.from({ length: 700 }, (_, hour) => from + hour * HOUR_MS));
    const { candles } = await client.fetchHours({ ...asked, from, to: from + HOUR_MS });
    const question = { spanMs: HOUR_MS, from, to: from, limit: 1 };
    const [honest] = secondVenue.candles(first?.symbol ?? "", question, WALL);
    expect(candles).toHaveLength(1);
    expect(candles[0]?.volumeUsd).toBeCloseTo(honest?.quoteVolume ?? 0, 4);
    expect(candles[0]?.close).toBe(honest?.close);
  });

  it("counts a thousand of a cheap coin as a thousand", async () => {
    const hour = { from: HOUR - HOUR_MS, to: HOUR };
    const one = (await clientWith().fetchHours({ ...asked, ...hour })).candles[0];
    const thousand = (await clientWith().fetchHours({ ...asked, ...hour, multiplier: 1_000 })).candles[0];
    expect(thousand?.close).toBeCloseTo((one?.close ?? 0) / 1_000, 12);
    expect(thousand?.volumeUsd).toBe(one?.volumeUsd);
  });

  it("has no hours before a pair was listed, and says so with an empty answer", async () => {
    const from = Date.UTC(2019, 0, 1);
    const page = await clientWith().fetchHours({ ...asked, from, to: from + 24 * HOUR_MS });
    expect(page).toEqual({ candles: [], malformed: 0, coveredTo: from + 24 * HOUR_MS });
  });

  it.each([
    ["status-500", "upstream_unavailable"],
    ["status-429", "upstream_unavailable"],
    ["truncate", "upstream_unavailable"],
    ["truncate-json", "upstream_invalid"],
    ["html", "upstream_invalid"],
    ["error-envelope", "upstream_unavailable"],
    ["hang", "upstream_unavailable"],
  ])("calls %s %s, to be tried again, and gets over one that passes", async (mode, code) => {
    const question = { ...asked, from: HOUR - 5 * HOUR_MS, to: HOUR };
    await setFault(mode);
    const error = await failure(clientWith({ timeoutMs: 150 }).fetchHours(question));
    expect(error).toMatchObject({ name: "AppError", code, retryable: true });
    await setFault(mode, 1);
    expect((await clientWith({ maxAttempts: 2, timeoutMs: 150 }).fetchHours(question)).candles).toHaveLength(5);
  });

  it("counts malformed rows instead of taking them for hours that the venue left out", async () => {
    await setFault("malformed-rows");
    const page = await clientWith().fetchHours({ ...asked, from: HOUR - 9 * HOUR_MS, to: HOUR });
    expect(page.candles).toHaveLength(6);
    expect(page.malformed).toBe(3);
  });

  it("pauses everybody when OKX says that it is asked too often", async () => {
    for (let count = 0; count < 20; count++)
      await fetch(`${base}/okx/api/v5/market/history-candles?instId=${asked.pair}&bar=1H&limit=1`);
    const error = await failure(clientWith().fetchHours({ ...asked, from: HOUR - HOUR_MS, to: HOUR }));
    expect(error).toMatchObject({ code: "rate_limited", retryable: true });
    expect(pauses).toBe(1);
  });

  it("does not try again what OKX does not list", async () => {
    const error = await failure(
      clientWith({ maxAttempts: 3 }).fetchHours({ ...asked, pair: "NOPE-USDT", from: HOUR - HOUR_MS, to: HOUR }),
    );
    expect(error).toMatchObject({ code: "not_found", retryable: false });
  });

  it("stops for whoever stopped waiting", async () => {
    const question = { ...asked, from: HOUR - HOUR_MS, to: HOUR, signal: AbortSignal.abort(new Error("enough")) };
    await expect(clientWith().fetchHours(question)).rejects.toThrow("enough");
  });
});
