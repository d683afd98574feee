import { describe, expect, it } from "vitest";
import { encodeMarketsPage, marketsQuerySchema, selectPlaces } from "./markets-query";
import { createSimulatedMarket } from "./simulated-market";

const NOW = Date.UTC(2026, 2, 14, 15, 9, 20);
const moment = createSimulatedMarket({ seed: 3, coins: 600 }).momentAt(NOW);
const parse = (query: Record<string, string>) => marketsQuerySchema.parse({ vs_currency: "usd", ...query });
const idsOf = (query: Record<string, string>) => selectPlaces(moment, parse(query)).map((place) => moment.id(place));

describe("a page of markets", () => {
  it("has 100 rows unless asked otherwise, 250 at most, and a short last page", () => {
    expect(idsOf({}).length).toBe(100);
    expect(idsOf({ per_page: "1000" }).length).toBe(250);
    expect(idsOf({ per_page: "250", page: "3" }).length).toBe(100);
    expect(idsOf({ per_page: "250", page: "4" })).toEqual([]);
  });

  it("covers the universe, and drifts only by repeating a row", () => {
    const sweep = [1, 2, 3].flatMap((page) => idsOf({ per_page: "250", page: String(page) }));
    expect(new Set(sweep).size).toBeGreaterThanOrEqual(597);
    const drifting = { ...moment, pageDrifts: () => true };
    const first = selectPlaces(drifting, parse({ per_page: "250" }));
    const second = selectPlaces(drifting, parse({ per_page: "250", page: "2" }));
    expect(second[0]).toBe(first.at(-1));
  });

  it("is ordered as asked", () => {
    const volumes = selectPlaces(moment, parse({ order: "volume_desc" })).map((place) => moment.volumeUsd[place]!);
    expect(volumes).toEqual([...volumes].sort((a, b) => b - a));
    const rising = idsOf({ order: "id_asc", per_page: "250" });
    expect(rising).toEqual([...rising].sort());
    expect(idsOf({ order: "id_desc" })[0]).toBe(
      [...Array(600).keys()]
        .map((place) => moment.id(place))
        .sort()
        .at(-1),
    );
    expect(idsOf({ order: "market_cap_asc", per_page: "250", page: "3" }).at(-1)).toBe(idsOf({})[0]);
    expect(idsOf({ order: "nonsense" })).toEqual(idsOf({}));
  });

  it("is filtered by ids, by symbols, and first of all by category", () => {
    const [first = "", second = ""] = idsOf({});
    expect(idsOf({ ids: `${second},${first},nobody` })).toEqual([first, second]);
    const symbol = moment.symbol(moment.placeOf(second)!);
    expect(idsOf({ symbols: symbol.toUpperCase() })).toContain(second);
    const stable = idsOf({ category: "stablecoins", per_page: "250", ids: first });
    expect(stable.length).toBeGreaterThan(5);
    expect(stable).not.toContain(first);
    expect(idsOf({ category: "no-such" })).toEqual([]);
  });

  it("has sparkline and period changes only when asked for", () => {
    const rows = (query: Record<string, string>) =>
      JSON.parse(encodeMarketsPage(moment, parse(query))) as Record<string, unknown>[];
    expect(rows({})[0]).not.toHaveProperty("sparkline_in_7d");
    expect(rows({ sparkline: "True" })[0]).not.toHaveProperty("sparkline_in_7d");
    expect(rows({})[0]).not.toHaveProperty("price_change_percentage_1h_in_currency");
    const full = rows({ sparkline: "true", price_change_percentage: "1h,24h,7d,30d,9y" })[0]!;
    expect(full.sparkline_in_7d).toMatchObject({ price: expect.any(Array) });
    expect(full).toHaveProperty("price_change_percentage_7d_in_currency");
    expect(full.price_change_percentage_30d_in_currency).toBeNull();
    expect(full).not.toHaveProperty("price_change_percentage_9y_in_currency");
  });
});
