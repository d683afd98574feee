import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObservedAsset } from "@/lib/market/asset";
import { isSameMarket, liveClock } from "@/lib/market/clock";
import { mergeUniverse } from "./merge-universe";

function observed(id: string, observedAt: number, priceUsd = 1): ObservedAsset {
  return {
    asset: {
      id,
      symbol: id.toUpperCase(),
      name: id,
      imageUrl: null,
      priceUsd,
      marketCapUsd: null,
      marketCapRank: null,
      volumeUsd24h: null,
      highUsd24h: null,
      lowUsd24h: null,
      changePercent1h: null,
      changePercent24h: null,
      changePercent7d: null,
      lastUpdatedAt: null,
      observedAt,
    },
    closes: new Float64Array(0),
  };
}

const universe = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(..."abcdefgh"), at: fc.integer({ min: 0, max: 20 }) }),
  {
    selector: (row) => row.id,
  },
);
const build = (rows: { id: string; at: number }[], price: number) => rows.map((row) => observed(row.id, row.at, price));
const byId = (items: readonly ObservedAsset[]) => new Map(items.map((item) => [item.asset.id, item.asset]));

describe("mergeUniverse", () => {
  it("never lets a full sweep regress a row that a fast sweep observed later", () => {
    const merged = byId(mergeUniverse([observed("btc", 15, 2)], [observed("btc", 10, 1), observed("eth", 11)], 9));
    expect(merged.get("btc")?.priceUsd).toBe(2);
    expect(merged.has("eth")).toBe(true);
  });

  it("removes what a full sweep no longer saw", () => {
    expect(mergeUniverse([observed("gone", 5)], [observed("btc", 10)], 9).map((item) => item.asset.id)).toEqual([
      "btc",
    ]);
  });

  it("keeps an unseen coin that was observed after the full sweep began", () => {
    const merged = byId(mergeUniverse([observed("listed", 12)], [observed("btc", 10)], 9));
    expect(merged.has("listed")).toBe(true);
  });

  it("removes nothing in a fast sweep", () => {
    expect(mergeUniverse([observed("small", 1)], [observed("btc", 10)], null)).toHaveLength(2);
  });

  it("prefers the sweep on a tie", () => {
    expect(mergeUniverse([observed("btc", 10, 1)], [observed("btc", 10, 2)], null)[0]?.asset.priceUsd).toBe(2);
  });

  it("holds each id once, at its newest observation, whatever the order", () => {
    fc.assert(
      fc.property(universe, universe, fc.option(fc.integer({ min: 0, max: 20 })), (knownRows, sweepRows, start) => {
        const known = build(knownRows, 1);
        const sweep = build(sweepRows, 2);
        const merged = mergeUniverse(known, sweep, start);
        const result = byId(merged);
        expect(result.size).toBe(merged.length);
        for (const item of [...known, ...sweep]) {
          const at = result.get(item.asset.id)?.observedAt;
          if (at !== undefined) expect(at).toBeGreaterThanOrEqual(item.asset.observedAt);
        }
        for (const item of sweep) expect(result.has(item.asset.id)).toBe(true);
        const again = mergeUniverse(merged, sweep, start);
        expect(byId(again)).toEqual(result);
      }),
    );
  });

  it("does not depend on whether the fast or the full sweep is committed first", () => {
    fc.assert(
      fc.property(universe, universe, universe, fc.integer({ min: 0, max: 20 }), (base, fastRows, fullRows, start) => {
        const known = build(
          base.filter((row) => row.at <= start).map((row) => ({ ...row, at: Math.min(row.at, start) })),
          0,
        );
        // Both sweeps see the market after the full one began; equal instants are left out because the later commit wins them.
        const fast = build(
          fastRows.map((row) => ({ id: row.id, at: start + 1 + 2 * row.at })),
          1,
        );
        const full = build(
          fullRows.map((row) => ({ id: row.id, at: start + 2 + 2 * row.at })),
          2,
        );
        const fastFirst = mergeUniverse(mergeUniverse(known, fast, null), full, start);
        const fullFirst = mergeUniverse(mergeUniverse(known, full, start), fast, null);
        expect(byId(fastFirst)).toEqual(byId(fullFirst));
      }),
    );
  });
});

describe("isSameMarket", () => {
  it("tells a seed and a source apart", () => {
    const simulated = { ...liveClock, source: "simulated" as const, seed: 1 };
    expect(isSameMarket(liveClock, liveClock)).toBe(true);
    expect(isSameMarket(liveClock, simulated)).toBe(false);
    expect(isSameMarket(simulated, { ...simulated, seed: 2 })).toBe(false);
  });
});
