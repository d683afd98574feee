import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CoinToMap, mapPairs } from "./map-pairs";
import { pairMapSchema, type VenuePair } from "./pair";
import { coinFixture as coin, pairFixture as pair } from "./pair.fixture";

const NOW = Date.UTC(2026, 10, 21);

const reasonOf = (pairs: VenuePair[], coins: CoinToMap[]) => mapPairs(pairs, coins, NOW).unmapped[0]?.reason;

describe("mapPairs", () => {
  it("maps a pair whose symbol, price and volume fit exactly one coin", () => {
    const twin = coin({ id: "abc-scam", priceUsd: 0.01 });
    expect(mapPairs([pair()], [twin, coin()], NOW).mapped).toEqual([
      { pair: "ABCUSDT", coinId: "abc", multiplier: 1, volumeUsd24h: 5e5, trades24h: 100 },
    ]);
  });

  it("takes prices within 3 % and none beyond", () => {
    expect(mapPairs([pair({ lastPrice: 2.059 })], [coin()], NOW).mapped).toHaveLength(1);
    expect(mapPairs([pair({ lastPrice: 2 / 1.029 })], [coin()], NOW).mapped).toHaveLength(1);
    expect(reasonOf([pair({ lastPrice: 2.061 })], [coin()])).toBe("price_disagrees");
    expect(reasonOf([pair({ lastPrice: 2 / 1.031 })], [coin()])).toBe("price_disagrees");
  });

  it("lists rather than guesses: two coins that fit, or two pairs of one coin", () => {
    const twice = mapPairs([pair()], [coin(), coin({ id: "other-abc" })], NOW);
    expect(twice.mapped).toEqual([]);
    expect(twice.unmapped).toEqual([{ pair: "ABCUSDT", reason: "ambiguous", candidates: ["abc", "other-abc"] }]);
    const multiple = pair({ pair: "1000ABCUSDT", base: "1000ABC", lastPrice: 2_000, volumeUsd24h: 1e5 });
    const both = mapPairs([multiple, pair()], [coin()], NOW);
    expect(both.mapped.map(({ pair: name }) => name)).toEqual(["ABCUSDT"]);
    expect(both.unmapped).toEqual([{ pair: "1000ABCUSDT", reason: "ambiguous", candidates: ["abc"] }]);
  });

  it("never takes a wrapped coin, nor one that trades less everywhere than the pair does here", () => {
    expect(mapPairs([pair()], [coin(), coin({ id: "wrapped-abc", excluded: true })], NOW).mapped[0]?.coinId).toBe(
      "abc",
    );
    expect(reasonOf([pair()], [coin({ excluded: true })])).toBe("no_such_symbol");
    expect(reasonOf([pair()], [coin({ volumeUsd24h: 2.4e5 })])).toBe("ambiguous");
    expect(reasonOf([pair()], [coin({ volumeUsd24h: null })])).toBe("ambiguous");
    expect(mapPairs([pair({ volumeUsd24h: null })], [coin()], NOW).mapped).toHaveLength(1);
  });

  it("reads multiples off the symbol only where the price says so", () => {
    const cases: [string, number][] = [
      ["1000ABC", 1_000],
      ["10000ABC", 10_000],
      ["1000000ABC", 1e6],
      ["1MABC", 1e6],
    ];
    for (const [base, multiplier] of cases) {
      const [mapped] = mapPairs([pair({ base, lastPrice: 2 * multiplier })], [coin()], NOW).mapped;
      expect(mapped).toMatchObject({ coinId: "abc", multiplier });
      expect(reasonOf([pair({ base, lastPrice: 2 })], [coin()])).toBe("price_disagrees");
    }
    const inch = coin({ id: "1inch", symbol: "1INCH" });
    expect(mapPairs([pair({ base: "1INCH" })], [inch], NOW).mapped[0]).toMatchObject({
      coinId: "1inch",
      multiplier: 1,
    });
  });

  it("says why a pair cannot be mapped", () => {
    expect(reasonOf([pair({ trading: false })], [coin()])).toBe("not_trading");
    expect(reasonOf([pair({ lastPrice: null })], [coin()])).toBe("no_price");
    expect(reasonOf([pair({ base: "XYZ" })], [coin()])).toBe("no_such_symbol");
    expect(reasonOf([pair()], [coin({ priceUsd: null })])).toBe("price_disagrees");
  });

  it("for any market: every pair once, a coin at most once, nothing mapped against its price, any order of input", () => {
    const coins = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }).map((id) => `coin-${id}`),
        symbol: fc.constantFrom("A", "B", "1000A", "C"),
        priceUsd: fc.option(fc.constantFrom(1, 1.01, 1.05, 1_000, 0)),
        volumeUsd24h: fc.option(fc.constantFrom(0, 10, 1_000)),
        marketCapUsd: fc.constant(null),
        excluded: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    );
    const pairs = fc.uniqueArray(
      fc.record({
        pair: fc.integer({ min: 0, max: 20 }).map((id) => `PAIR${id}`),
        base: fc.constantFrom("A", "B", "1000A", "1000B", "Z", ""),
        trading: fc.boolean(),
        lastPrice: fc.option(fc.constantFrom(0, 1, 1_000, 1_010, Number.NaN)),
        volumeUsd24h: fc.option(fc.constantFrom(0, 15, 1_500)),
        trades24h: fc.constant(null),
      }),
      { selector: (row) => row.pair },
    );
    fc.assert(
      fc.property(coins, pairs, (someCoins, somePairs) => {
        const map = mapPairs(somePairs, someCoins, NOW);
        expect(pairMapSchema.safeParse(map).error).toBeUndefined();
        const listed = [...map.mapped, ...map.unmapped].map((row) => row.pair).sort();
        expect(listed).toEqual(somePairs.map((row) => row.pair).sort());
        expect(new Set(map.mapped.map(({ coinId }) => coinId)).size).toBe(map.mapped.length);
        for (const { pair: name, coinId, multiplier } of map.mapped) {
          const price = somePairs.find((row) => row.pair === name)?.lastPrice ?? 0;
          const coinPrice = someCoins.find(({ id }) => id === coinId)?.priceUsd ?? 0;
          expect(Math.abs(price / (coinPrice * multiplier) - 1)).toBeLessThanOrEqual(0.0301);
        }
        expect(mapPairs(somePairs.toReversed(), someCoins.toReversed(), NOW)).toEqual(map);
      }),
    );
  });
});

const data = resolve(import.meta.dirname, "../../../shared/data/coingecko");

describe.skipIf(!existsSync(data))("real symbols (skipped without ../shared/data)", () => {
  interface Known {
    base: string;
    coinId: string;
    multiplier: number;
  }

  function readKnown(): Known[] {
    const [, ...lines] = readFileSync(resolve(data, "spot_usdt_to_coingecko.csv"), "utf8").trim().split("\n");
    return lines.map((line) => {
      const [spot = "", , multiplier = "", coinId = ""] = line.split(",");
      return { base: spot.replace(/_USDT$/, ""), coinId, multiplier: Number(multiplier) };
    });
  }

  function readCoins(): CoinToMap[] {
    const rowSchema = z.object({
      coingecko_id: z.string(),
      symbol: z.string(),
      current_price_usd: z.number().nullable(),
      total_volume_usd: z.number().nullable(),
      market_cap_usd: z.number().nullable(),
    });
    const lines = gunzipSync(readFileSync(resolve(data, "coingecko_markets_2026-01-28.jsonl.gz"))).toString("utf8");
    const rows = lines.trim().split("\n");
    return rows.map((line) => {
      const row = rowSchema.parse(JSON.parse(line));
      return {
        id: row.coingecko_id,
        symbol: row.symbol.toUpperCase(),
        priceUsd: row.current_price_usd,
        volumeUsd24h: row.total_volume_usd,
        marketCapUsd: row.market_cap_usd,
        excluded: false,
      };
    });
  }

  it("finds the coins that others matched by hand, none of them wrong, when pairs trade within 1 % of them", () => {
    const coins = readCoins();
    const byId = new Map(coins.map((one) => [one.id, one]));
    const known = readKnown().filter(({ coinId }) => (byId.get(coinId)?.priceUsd ?? 0) > 0);
    // No listing of that day with prices exists, so a pair's price is its known coin's, off by up to 1 %.
    const pairs = known.map(({ base, coinId, multiplier }, index): VenuePair => {
      const lastPrice = (byId.get(coinId)?.priceUsd ?? 0) * multiplier * (1 + ((index % 21) - 10) / 1_000);
      const volumeUsd24h = (byId.get(coinId)?.volumeUsd24h ?? 0) * 0.3;
      return { pair: `${base}USDT`, base, trading: true, lastPrice, volumeUsd24h, trades24h: null };
    });
    const truth = new Map(known.map(({ base, coinId, multiplier }) => [`${base}USDT`, `${coinId} ${multiplier}`]));
    const { mapped, unmapped } = mapPairs(pairs, coins, NOW);
    const wrong = mapped.filter(({ pair: name, coinId, multiplier }) => truth.get(name) !== `${coinId} ${multiplier}`);
    const reasons = unmapped.map(({ pair: name, reason }) => `${name} ${reason}`);
    process.stdout.write(
      `pairs ${pairs.length}, mapped ${mapped.length}, wrong ${wrong.length}; ${reasons.join(", ")}\n`,
    );
    expect(wrong).toEqual([]);
    expect(mapped.length / pairs.length).toBeGreaterThan(0.95);
  });
});
