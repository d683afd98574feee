import { beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import type { MarketMoment, MarketRow } from "./market";
import { encodeMarketsPage, marketsQuerySchema } from "./markets-query";
import { createSimulatedMarket } from "./simulated-market";

const NOW = Date.UTC(2026, 2, 14, 15, 9, 20);
const query = (page: number) =>
  marketsQuerySchema.parse({
    vs_currency: "usd",
    per_page: "250",
    page: String(page),
    sparkline: "true",
    price_change_percentage: "1h,24h,7d",
  });
const pageAt = (market: ReturnType<typeof createSimulatedMarket>, at: number, page = 1) =>
  encodeMarketsPage(market.momentAt(market.tickAt(at)), query(page));
const rowsOf = (moment: MarketMoment): MarketRow[] =>
  Array.from({ length: moment.size }, (_, place) => moment.row(place));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("determinism", () => {
  it("answers the same bytes for the same seed, and others for another", () => {
    const first = createSimulatedMarket({ seed: 1, coins: 600 });
    const second = createSimulatedMarket({ seed: 1, coins: 600 });
    const other = createSimulatedMarket({ seed: 2, coins: 600 });
    expect(pageAt(second, NOW, 2)).toBe(pageAt(first, NOW, 2));
    expect(pageAt(other, NOW, 2)).not.toBe(pageAt(first, NOW, 2));
  });

  it("answers the same bytes whatever was asked before: walking, jumping or going back", () => {
    const walker = createSimulatedMarket({ seed: 1, coins: 400 });
    for (let hours = 60; hours > 0; hours--) walker.momentAt(walker.tickAt(NOW - hours * HOUR_MS));
    const late = createSimulatedMarket({ seed: 1, coins: 400 });
    late.momentAt(late.tickAt(NOW + 900 * HOUR_MS));
    const fresh = pageAt(createSimulatedMarket({ seed: 1, coins: 400 }), NOW);
    expect(pageAt(walker, NOW)).toBe(fresh);
    expect(pageAt(late, NOW)).toBe(fresh);
  });

  it("gives a coin the same prices in a market of another size", () => {
    const small = createSimulatedMarket({ seed: 1, coins: 50 }).momentAt(NOW);
    const large = createSimulatedMarket({ seed: 1, coins: 500 }).momentAt(NOW);
    for (let place = 0; place < 50; place++)
      expect(large.row(place).current_price).toBe(small.row(place).current_price);
  });

  it("moves between ticks and stands still within one", () => {
    const market = createSimulatedMarket({ seed: 1, coins: 50 });
    expect(market.tickAt(NOW + 9_999)).toBe(NOW);
    const before = market.momentAt(NOW).row(0).current_price;
    expect(market.momentAt(NOW + 10_000).row(0).current_price).not.toBe(before);
  });

  it("reads a moment right after the market has moved on", () => {
    const market = createSimulatedMarket({ seed: 1, coins: 50 });
    const moment = market.momentAt(NOW);
    const before = JSON.stringify(moment.row(7)) + moment.sparklineJson(7);
    market.momentAt(NOW + 5 * HOUR_MS);
    expect(JSON.stringify(moment.row(7)) + moment.sparklineJson(7)).toBe(before);
  });
});

describe("the universe of 2,500 coins", () => {
  const market = createSimulatedMarket({ seed: 42, coins: 2_500 });
  let moment: MarketMoment;
  let rows: MarketRow[];
  beforeAll(() => {
    moment = market.momentAt(NOW);
    rows = rowsOf(moment);
  });
  const inCategory = (id: string) => rows.filter((_, place) => moment.categories(place).includes(id));
  const share = (test: (row: MarketRow) => boolean) => rows.filter(test).length / rows.length;
  const points = () => rows.map((_, place) => JSON.parse(moment.sparklineJson(place)) as (number | null)[]);

  it("has unique ids and many shared symbols", () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(2_500);
    const repeats = 2_500 - new Set(rows.map((row) => row.symbol)).size;
    expect(repeats).toBeGreaterThan(150);
    expect(repeats).toBeLessThan(450);
  });

  it("has about 60 stablecoins at about a dollar", () => {
    const stable = inCategory("stablecoins");
    expect(stable.length).toBeGreaterThan(40);
    expect(stable.length).toBeLessThan(85);
    for (const row of stable) expect(Math.abs(row.current_price! - 1)).toBeLessThan(0.02);
  });

  it("has wrapped and staked coins that move with their coin and have no rank", () => {
    const pegged = [...inCategory("wrapped-tokens"), ...inCategory("liquid-staking-tokens")];
    expect(pegged.length).toBeGreaterThan(25);
    for (const row of pegged) expect(row.market_cap_rank).toBeNull();
    const wrapped = inCategory("wrapped-tokens").map((row) => row.current_price!);
    const ordinary = new Set(rows.map((row) => row.current_price!.toPrecision(2)));
    for (const price of wrapped) expect(ordinary.has(price.toPrecision(2))).toBe(true);
  });

  it("has dead coins without volume, some with no sparkline and some with a flat one", () => {
    const dead = rows.map((row, place) => ({ row, place })).filter(({ row }) => row.total_volume === 0);
    expect(dead.length).toBeGreaterThan(25);
    const lines = dead.map(({ place }) => JSON.parse(moment.sparklineJson(place)) as number[]);
    expect(lines.some((line) => line.length === 0)).toBe(true);
    expect(lines.some((line) => line.length > 100 && new Set(line).size === 1)).toBe(true);
  });

  it("has unknown facts in a few per cent of the rows", () => {
    const withoutHour = rows.filter((_, place) => moment.changes(place)["1h"] === null).length / 2_500;
    expect(withoutHour).toBeGreaterThan(0.015);
    expect(withoutHour).toBeLessThan(0.05);
    const withoutDay = share((row) => row.price_change_percentage_24h === null);
    expect(withoutDay).toBeGreaterThan(0.008);
    expect(withoutDay).toBeLessThan(0.04);
    expect(share((row) => row.market_cap === null)).toBeGreaterThan(0.005);
    expect(share((row) => row.total_volume === null)).toBeGreaterThan(0);
    expect(share((row) => row.last_updated === null)).toBeGreaterThan(0);
    expect(share((row) => row.max_supply === null)).toBeGreaterThan(0.3);
    expect(rows.every((row) => row.current_price !== null && row.current_price > 0)).toBe(true);
  });

  it("has sparklines of 168 and 167 points, shorter ones of new coins, and nulls inside", () => {
    const lengths = points().map((line) => line.length);
    expect(lengths.filter((length) => length === 168).length).toBeGreaterThan(2_000);
    expect(lengths.filter((length) => length === 167).length).toBeGreaterThan(50);
    const short = lengths.filter((length) => length > 0 && length < 160).length;
    expect(short).toBeGreaterThan(5);
    expect(short).toBeLessThan(80);
    expect(points().some((line) => line.includes(null))).toBe(true);
  });

  it("ends sparklines one to six hours before the price", () => {
    for (let place = 0; place < 20; place++) {
      const line = JSON.parse(moment.sparklineJson(place)) as number[];
      const closes = market.chart(moment.id(place), 7, NOW)!.prices;
      const index = closes.findLastIndex(([, price]) => Number(price.toPrecision(7)) === line.at(-1));
      const lag = (NOW - closes[index]![0]) / HOUR_MS;
      expect(lag).toBeGreaterThanOrEqual(1);
      expect(lag).toBeLessThanOrEqual(7);
    }
  });

  it("has feeds that sleep", () => {
    const old = rows.filter((row) => row.last_updated !== null && NOW - Date.parse(row.last_updated) > 10 * HOUR_MS);
    expect(old.length).toBeGreaterThan(30);
    expect(old.length).toBeLessThan(200);
    expect(rows.every((row) => row.last_updated === null || Date.parse(row.last_updated) <= NOW)).toBe(true);
  });

  it("has prices from a billionth of a dollar to tens of thousands, and caps like a Zipf law", () => {
    const prices = rows.map((row) => row.current_price!);
    expect(prices.filter((price) => price < 1e-6).length).toBeGreaterThan(8);
    expect(Math.min(...prices)).toBeLessThan(1e-7);
    expect(Math.max(...prices)).toBeGreaterThan(10_000);
    const caps = [...moment.byMarketCap].map((place) => moment.row(place).market_cap ?? 0);
    expect(caps[0]! / caps[99]!).toBeGreaterThan(300);
    expect(caps[99]! / caps[999]!).toBeGreaterThan(8);
  });

  it("ranks by market cap without gaps", () => {
    const ranks = [...moment.byMarketCap].map((place) => moment.row(place).market_cap_rank).filter((r) => r !== null);
    expect(ranks).toEqual(ranks.map((_, index) => index + 1));
  });

  it("keeps the price within the day's range, and the change consistent with the price", () => {
    for (const row of rows) {
      if (row.high_24h === null) continue;
      expect(row.high_24h).toBeGreaterThanOrEqual(row.current_price!);
      expect(row.low_24h!).toBeLessThanOrEqual(row.current_price!);
      const before = row.current_price! - row.price_change_24h!;
      expect((row.price_change_24h! / before) * 100).toBeCloseTo(row.price_change_percentage_24h!, 2);
    }
  });

  it("lists and delists coins as the days go by, at an unchanged count", () => {
    const ids = new Set(rows.map((row) => row.id));
    const later = market.momentAt(NOW + 10 * 24 * HOUR_MS);
    const laterIds = rowsOf(later).map((row) => row.id);
    const listed = laterIds.filter((id) => !ids.has(id));
    expect(laterIds.length).toBe(2_500);
    expect(listed.length).toBeGreaterThan(8);
    expect(listed.length).toBeLessThan(80);
    expect(market.momentAt(NOW).placeOf(listed[0]!)).toBeNull();
    expect(market.chart(listed[0]!, 1, NOW)).toBeNull();
  });

  it("has pumps and crashes under way, with volume behind them", () => {
    const changes = rows.map((_, place) => moment.changes(place)["7d"] ?? 0);
    expect(changes.filter((change) => change > 60).length).toBeGreaterThan(2);
    expect(changes.filter((change) => change < -35).length).toBeGreaterThan(2);
  });

  it("repeats a row on two pages now and then", () => {
    const drifts = Array.from({ length: 3_000 }, (_, minute) =>
      market.momentAt(market.tickAt(NOW)).pageDrifts(minute + 2),
    ).filter(Boolean).length;
    expect(drifts).toBeGreaterThan(0);
    expect(drifts).toBeLessThan(30);
  });
});

describe("stylised facts of the returns", () => {
  const market = createSimulatedMarket({ seed: 42, coins: 120 });
  const returnsOf = (place: number): number[] => {
    const { prices } = market.chart(market.momentAt(NOW).id(place), 90, NOW)!;
    return prices.slice(1, -1).map(([, price], index) => Math.log(price / prices[index]![1]));
  };
  const ordinary = [0, 1, 3, 4, 20, 40, 41, 42, 43, 60, 61, 80].filter((place) =>
    market
      .momentAt(NOW)
      .categories(place)
      .every((id) => !id.includes("stable") && !id.includes("wrapped") && !id.includes("staking")),
  );
  const correlation = (left: readonly number[], right: readonly number[]): number => {
    const [a, b] = [meanOf(left), meanOf(right)];
    const covariance = meanOf(left.map((value, index) => (value - a) * (right[index]! - b)));
    return covariance / Math.sqrt(meanOf(left.map((v) => (v - a) ** 2)) * meanOf(right.map((v) => (v - b) ** 2)));
  };

  it("have fat tails: mean kurtosis above 5", () => {
    const kurtoses = ordinary.map((place) => {
      const returns = returnsOf(place);
      return meanOf(returns.map((r) => r ** 4)) / meanOf(returns.map((r) => r ** 2)) ** 2;
    });
    expect(meanOf(kurtoses)).toBeGreaterThan(5);
  });

  it("cluster: the size of a return is correlated with the sizes of the hours before", () => {
    const sizes = ordinary.map((place) => returnsOf(place).map(Math.abs));
    for (const lag of [1, 6, 12]) {
      const correlations = sizes.map((values) => correlation(values.slice(lag), values.slice(0, -lag)));
      expect(meanOf(correlations)).toBeGreaterThan(0.02);
    }
  });

  it("have hardly any memory of direction, but for the coins in a planted episode", () => {
    const correlations = ordinary.map((place) => correlation(returnsOf(place).slice(1), returnsOf(place).slice(0, -1)));
    const median = correlations.sort((a, b) => a - b)[Math.floor(correlations.length / 2)]!;
    expect(Math.abs(median)).toBeLessThan(0.06);
  });

  it("share a market factor", () => {
    const returns = ordinary.map(returnsOf);
    const correlations = returns.flatMap((left, index) =>
      returns.slice(index + 1).map((right) => correlation(left, right)),
    );
    expect(meanOf(correlations)).toBeGreaterThan(0.15);
  });
});

describe("charts", () => {
  const market = createSimulatedMarket({ seed: 42, coins: 60 });
  const id = market.momentAt(NOW).id(0);

  it("end in the price and volume of the listing", () => {
    const row = market.momentAt(NOW).row(0);
    const chart = market.chart(id, 8, NOW)!;
    expect(chart.prices.at(-1)).toEqual([NOW, row.current_price]);
    expect(chart.total_volumes.at(-1)).toEqual([NOW, row.total_volume]);
  });

  it("have the provider's granularity", () => {
    const day = market.chart(id, 1, NOW)!.prices;
    expect(day.length).toBe(289);
    expect(day[1]![0] - day[0]![0]).toBe(5 * MINUTE_MS);
    expect(market.chart(id, 8, NOW)!.prices.length).toBe(8 * 24 + 1);
    expect(market.chart(id, 365, NOW)!.prices.length).toBe(366);
  });

  it("know no coin by a wrong id", () => {
    expect(market.chart("nobody", 1, NOW)).toBeNull();
  });
});
