import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assetSchema, type ObservedAsset } from "@/lib/market/asset";
import {
  parseCoin,
  parseCoinList,
  parseIds,
  parseMarketChart,
  parseMarketRow,
  parsePing,
  parsePlan,
  parseRows,
} from "./parse";

const NOW = Date.UTC(2026, 4, 18, 12, 50);

/** The official sample, shortened. */
const bitcoin = {
  id: "bitcoin",
  symbol: "btc",
  name: "Bitcoin",
  image: "https://coin-images.coingecko.com/coins/images/1/large/bitcoin.png?1696501400",
  current_price: 77671,
  market_cap: 1555886872303,
  market_cap_rank: 1,
  total_volume: 33235034316,
  high_24h: 78419,
  low_24h: 76696,
  price_change_percentage_24h: -0.95302,
  last_updated: "2026-05-18T12:49:21.599Z",
  sparkline_in_7d: { price: [81045.84776489827, 81001.73089268175] },
  price_change_percentage_1h_in_currency: 0.5823392426906319,
  price_change_percentage_24h_in_currency: -0.9530164743774191,
  price_change_percentage_7d_in_currency: -4.042267423689584,
};

function parsed(changes: Record<string, unknown>): ObservedAsset {
  const result = parseMarketRow({ ...bitcoin, ...changes }, NOW);
  if (typeof result === "string") throw new Error(`dropped: ${result}`);
  return result;
}

describe("a market row", () => {
  it("becomes an asset with every field in its place", () => {
    const { asset, closes } = parsed({});
    expect(asset).toEqual({
      id: "bitcoin",
      symbol: "BTC",
      name: "Bitcoin",
      imageUrl: bitcoin.image,
      priceUsd: 77671,
      marketCapUsd: 1555886872303,
      marketCapRank: 1,
      volumeUsd24h: 33235034316,
      highUsd24h: 78419,
      lowUsd24h: 76696,
      changePercent1h: 0.5823392426906319,
      changePercent24h: -0.9530164743774191,
      changePercent7d: -4.042267423689584,
      lastUpdatedAt: Date.UTC(2026, 4, 18, 12, 49, 21, 599),
      observedAt: NOW,
    });
    expect(closes).toEqual(Float64Array.of(81045.84776489827, 81001.73089268175));
  });

  it.each([
    ["null", null, "malformed_row"],
    ["a number", 7, "malformed_row"],
    ["an array", [], "malformed_row"],
    ["an empty object", {}, "no_id"],
    ["an empty id", { ...bitcoin, id: "" }, "no_id"],
    ["a numeric id", { ...bitcoin, id: 12 }, "no_id"],
    ["an id with a line break", { ...bitcoin, id: "bit\ncoin" }, "malformed_row"],
    ["an endless id", { ...bitcoin, id: "x".repeat(5_000) }, "malformed_row"],
    ["no price", { ...bitcoin, current_price: null }, "no_price"],
    ["a missing price", { ...bitcoin, current_price: undefined }, "no_price"],
    ["price 0", { ...bitcoin, current_price: 0 }, "no_price"],
    ["a negative price", { ...bitcoin, current_price: -1 }, "no_price"],
    ["an infinite price", { ...bitcoin, current_price: JSON.parse("1e999") }, "no_price"],
    ["NaN", { ...bitcoin, current_price: Number.NaN }, "no_price"],
    ["a price as text", { ...bitcoin, current_price: "77671" }, "no_price"],
  ])("is dropped with a reason: %s", (_, row, reason) => {
    expect(parseMarketRow(row, NOW)).toBe(reason);
  });

  it.each([
    ["market_cap", "marketCapUsd", [0, -1, "1", null, undefined, Number.POSITIVE_INFINITY]],
    ["market_cap_rank", "marketCapRank", [0, -3, 1.5, null, undefined]],
    ["total_volume", "volumeUsd24h", [-0.01, null, undefined, Number.NaN, "5"]],
    ["high_24h", "highUsd24h", [0, -2, null]],
    ["low_24h", "lowUsd24h", [0, -2, null]],
    ["price_change_percentage_1h_in_currency", "changePercent1h", [null, undefined, Number.NaN, -100.5]],
    ["price_change_percentage_7d_in_currency", "changePercent7d", [null, undefined, "1"]],
    ["last_updated", "lastUpdatedAt", [null, "", "yesterday", "2026-99-99T00:00:00Z", 1779108561, "1"]],
    ["image", "imageUrl", [null, "missing_large.png", "javascript:alert(1)", "http://x.test/a.png"]],
  ] as const)("has %s unknown rather than wrong", (field, key, values) => {
    for (const value of values) expect(parsed({ [field]: value }).asset[key], String(value)).toBeNull();
  });

  it("keeps volume 0, which is a reading", () => {
    expect(parsed({ total_volume: 0 }).asset.volumeUsd24h).toBe(0);
    expect(Object.is(parsed({ total_volume: -0 }).asset.volumeUsd24h, 0)).toBe(true);
  });

  it("keeps values in e-notation and huge changes", () => {
    const { asset } = parsed({ current_price: 3.271e-9, price_change_percentage_7d_in_currency: 114443.23 });
    expect(asset).toMatchObject({ priceUsd: 3.271e-9, changePercent7d: 114443.23 });
  });

  it("falls back to the plain 24 h change", () => {
    expect(parsed({ price_change_percentage_24h_in_currency: null }).asset.changePercent24h).toBe(-0.95302);
    expect(parsed({ price_change_percentage_24h_in_currency: undefined }).asset.changePercent24h).toBe(-0.95302);
  });

  it("drops unreadable closes and keeps the order of the rest", () => {
    const price = [1, null, 0, -4, "5", Number.NaN, 2, {}, 3];
    expect(parsed({ sparkline_in_7d: { price } }).closes).toEqual(Float64Array.of(1, 2, 3));
  });

  it.each([null, undefined, {}, { price: null }, { price: "x" }, [], "x"])(
    "has no closes for sparkline %j",
    (value) => {
      expect(parsed({ sparkline_in_7d: value }).closes).toHaveLength(0);
    },
  );

  it("keeps the newest closes of an endless sparkline", () => {
    const { closes } = parsed({ sparkline_in_7d: { price: Array.from({ length: 100_000 }, (_, i) => i + 1) } });
    expect(closes).toHaveLength(200);
    expect(closes.at(-1)).toBe(100_000);
  });

  it("cleans names of what reorders or breaks the text beside them", () => {
    const { asset } = parsed({ symbol: " $p\u00a0ep\u202ee ", name: "Pepe\u0000 \ud800Coin\n😀" });
    expect(asset).toMatchObject({ symbol: "$P EPE", name: "Pepe Coin 😀" });
    expect(parsed({ symbol: null, name: null }).asset).toMatchObject({ symbol: "", name: "bitcoin" });
  });
});

describe("hostile rows", () => {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
  const hostileNumber = fc.oneof(fc.double(), fc.constantFrom(null, undefined, "1", 0, -0), anything);
  const hostileRow = fc.record(
    {
      ...Object.fromEntries(Object.keys(bitcoin).map((key) => [key, hostileNumber])),
      id: fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary" }), anything),
      current_price: fc.oneof(fc.double({ min: 1e-12, max: 1e9, noNaN: true }), hostileNumber),
      symbol: fc.oneof(fc.string({ unit: "binary" }), anything),
      last_updated: fc.oneof(fc.string(), fc.constant("2026-02-31T10:00:00Z"), anything),
      sparkline_in_7d: fc.oneof(fc.record({ price: fc.oneof(fc.array(hostileNumber), anything) }), anything),
    },
    { requiredKeys: [] },
  );

  it("never throw, and give a valid asset without NaN or one of the known reasons", () => {
    let assets = 0;
    fc.assert(
      fc.property(fc.oneof(hostileRow, anything), (row) => {
        const result = parseMarketRow(row, NOW);
        if (typeof result === "string") {
          expect(["malformed_row", "no_id", "no_price"]).toContain(result);
          return;
        }
        assets++;
        expect(assetSchema.safeParse(result.asset).success).toBe(true);
        for (const value of Object.values(result.asset)) {
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
        }
        expect(result.asset.priceUsd).toBeGreaterThan(0);
        expect(result.closes.every((close) => Number.isFinite(close) && close > 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(assets).toBeGreaterThan(100);
  });

  it("never make the other parsers throw", () => {
    fc.assert(
      fc.property(anything, (body) => {
        for (const parse of [parseMarketChart, parseCoinList, parseCoin, parsePlan, parsePing, parseRows]) parse(body);
        parseIds(Array.isArray(body) ? body : [body]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the other answers", () => {
  it("reads a chart in ascending time without its unreadable points", () => {
    const body = {
      prices: [[3_000, 3], [1_000, 1], [2_000, null], [null, 4], "x", [5_000, -1]],
      market_caps: [],
      total_volumes: [
        [1_000, 0],
        [2_000, -1],
        [3_000, 9],
      ],
    };
    expect(parseMarketChart(body)).toEqual({
      prices: [
        [1_000, 1],
        [3_000, 3],
      ],
      volumes: [
        [1_000, 0],
        [3_000, 9],
      ],
    });
    expect(parseMarketChart({ prices: [], total_volumes: [] })).toEqual({ prices: [], volumes: [] });
    expect(parseMarketChart({ error: "coin not found" })).toBeNull();
  });

  it("reads the coin list once per id", () => {
    const body = [{ id: "a", symbol: "x", name: "A" }, { id: "a", symbol: "y" }, { symbol: "z" }, null, { id: "b" }];
    expect(parseCoinList(body)).toEqual([
      { id: "a", symbol: "X", name: "A" },
      { id: "b", symbol: "", name: "b" },
    ]);
    expect(parseCoinList({})).toBeNull();
  });

  it("reads a coin's profile, skipping empty and unsafe links", () => {
    const body = {
      id: "ondo-finance",
      symbol: "ondo",
      name: "Ondo",
      description: { en: " Tokenised treasuries. " },
      categories: ["Real World Assets", null, ""],
      links: { homepage: ["", "javascript:alert(1)", "https://ondo.finance/"] },
    };
    expect(parseCoin(body)).toEqual({
      id: "ondo-finance",
      symbol: "ONDO",
      name: "Ondo",
      description: "Tokenised treasuries.",
      categories: ["Real World Assets"],
      homepage: "https://ondo.finance/",
    });
    expect(parseCoin({ id: "x" })).toMatchObject({ name: "x", description: null, categories: [], homepage: null });
  });

  it("reads the tightest limits of /key", () => {
    const sample = {
      plan: "Other",
      rate_limit_request_per_minute: 1000,
      monthly_call_credit: 1000000,
      current_total_monthly_calls: 32,
      current_remaining_monthly_calls: 999968,
      api_key_rate_limit_request_per_minute: 1000,
      api_key_monthly_call_credit: 1000000,
      api_key_current_total_monthly_calls: 8,
    };
    expect(parsePlan(sample)).toEqual({ perMinute: 1000, monthlyCredits: 1000000, monthlySpent: 32 });
    const tighter = { ...sample, api_key_rate_limit_request_per_minute: 50, api_key_monthly_call_credit: 500 };
    expect(parsePlan(tighter)).toEqual({ perMinute: 50, monthlyCredits: 500, monthlySpent: 8 });
  });
});
