import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import type { CandleSeries } from "./candle-series";
import { mix, uniform } from "./hash";
import { encodeMarketsPage, marketsQuerySchema } from "./markets-query";
import { createReplayMarket, replayWindow, type Tape, tapeSpan } from "./replay-market";
import { readTapeUniverse } from "./tape-universe";

const START = Date.UTC(2025, 0, 1);
const FINE_START = START + 9 * DAY_MS;
const HOURS = 12 * 24;
const LISTED_AFTER_HOURS = 230;

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

function series(spanMs: number, candles: readonly (readonly [number, Candle])[]): CandleSeries {
  let sum = 0;
  return {
    spanMs,
    openSeconds: Float64Array.from(candles, ([at]) => at / 1_000),
    open: Float64Array.from(candles, ([, { open }]) => open),
    high: Float64Array.from(candles, ([, { high }]) => high),
    low: Float64Array.from(candles, ([, { low }]) => low),
    close: Float64Array.from(candles, ([, { close }]) => close),
    turnoverSum: Float64Array.from(candles, ([, { close, volume }]) => {
      sum += close * volume;
      return sum;
    }),
  };
}

/** A walk in five-minute steps from which both timeframes are made, as a venue makes them. */
function walk(key: number, fromHour: number, change: (at: number, close: number) => number) {
  const fine: [number, Candle][] = [];
  let open = 10 + 90 * uniform(mix(key, 0));
  for (let step = fromHour * 12; step < HOURS * 12; step++) {
    const at = START + step * 5 * MINUTE_MS;
    const close = change(at, open * Math.exp(0.01 * (uniform(mix(key, step)) - 0.5)));
    fine.push([at, { open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 1 + (step % 7) }]);
    open = close;
  }
  const hourly: [number, Candle][] = [];
  for (let from = 0; from < fine.length; from += 12) {
    const group = fine.slice(from, from + 12).map(([, candle]) => candle);
    const first = fine[from]!;
    hourly.push([
      first[0],
      {
        open: first[1].open,
        high: Math.max(...group.map(({ high }) => high)),
        low: Math.min(...group.map(({ low }) => low)),
        close: group.at(-1)!.close,
        volume: group.reduce((total, { close, volume }) => total + volume * close, 0) / group.at(-1)!.close,
      },
    ]);
  }
  return { fine: fine.filter(([at]) => at >= FINE_START), hourly };
}

const universe = readTapeUniverse({
  marketsJsonl: [
    {
      coingecko_id: "alpha",
      symbol: "ALP",
      name: "Alpha",
      current_price_usd: 9,
      circulating_supply: 5,
      total_supply: 20,
    },
    { coingecko_id: "cat", symbol: "CAT", name: "Cat", current_price_usd: 9, circulating_supply: 5 },
    {
      coingecko_id: "young",
      symbol: "YNG",
      name: "Young",
      current_price_usd: 9,
      market_cap_usd: 1e15,
      circulating_supply: 5,
    },
    {
      coingecko_id: "dollar",
      symbol: "USDX",
      name: "Dollar",
      current_price_usd: 1,
      market_cap_usd: 500,
      total_volume_usd: 70,
    },
    {
      coingecko_id: "bridged",
      symbol: "WALP",
      name: "Bridged Alpha",
      current_price_usd: 3,
      market_cap_usd: 4,
      total_volume_usd: 1,
    },
    {
      coingecko_id: "st-alpha",
      symbol: "STALP",
      name: "Lido Staked Alpha",
      current_price_usd: 3,
      market_cap_usd: 3,
      total_volume_usd: 1,
    },
  ]
    .map((row) => JSON.stringify(row))
    .join("\n"),
  pairsCsv: [
    "spot_symbol,base,multiplier,coingecko_id,basis,circulating_supply,first_open_px,ratio",
    "ALP_USDT,ALP,1.0,alpha,match,100.0,1,1",
    "1000CAT_USDT,CAT,1000.0,cat,match,2000000,1,1",
    "YNG_USDT,YNG,1.0,young,match,50,1,1",
    "NEW_USDT,NEW,1.0,newcomer,match,50,1,1",
    "FUT_USDT,FUT,1.0,future,match,50,1,1",
    "EUR_USDT,EUR,1.0,,,,1,",
  ].join("\n"),
  stablecoinsCsv: "symbol,coingecko_id,is_stable\nUSDX,dollar,1\nOLD,old-dollar,0\n\n",
  wrappedCsv: "symbol,reason\nwBTC,Wrapped synthetic asset\n\n",
});

/** The tape as it is when everything after `cut` is changed, or dropped when `change` is null. */
function tapeWith(cut: number, change: ((close: number) => number) | null): Tape {
  const pairs = [
    ["ALP_USDT", 1, 0],
    ["1000CAT_USDT", 2, 0],
    ["YNG_USDT", 3, LISTED_AFTER_HOURS],
  ] as const;
  const hourly = new Map<string, CandleSeries>();
  const fiveMinutes = new Map<string, CandleSeries>();
  for (const [symbol, key, fromHour] of pairs) {
    const walked = walk(key, fromHour, (at, close) =>
      change !== null && at + 5 * MINUTE_MS > cut ? change(close) : close,
    );
    const kept = (span: number) => (entry: readonly [number, Candle]) => change !== null || entry[0] + span <= cut;
    const hours = walked.hourly.filter(kept(HOUR_MS));
    const fives = walked.fine.filter(kept(5 * MINUTE_MS));
    if (hours.length > 0) hourly.set(symbol, series(HOUR_MS, hours));
    if (fives.length > 0) fiveMinutes.set(symbol, series(5 * MINUTE_MS, fives));
  }
  return { universe, hourly, fiveMinutes };
}

const END = START + HOURS * HOUR_MS;
const whole = tapeWith(END, (close) => close);
const query = marketsQuerySchema.parse({
  vs_currency: "usd",
  sparkline: "true",
  price_change_percentage: "1h,24h,7d",
});

/** Everything the market says at a time. */
function saidAt(tape: Tape, at: number): string {
  const market = createReplayMarket(tape);
  const page = encodeMarketsPage(market.momentAt(market.tickAt(at)), query);
  const charts = ["alpha", "cat", "young", "dollar"].flatMap((id) =>
    [1, 3, 11].map((days) => market.chart(id, days, at)),
  );
  return page + JSON.stringify(charts);
}

describe("no look-ahead", () => {
  const anyTime = fc.integer({ min: START + 2 * DAY_MS, max: END - 1 });

  it("says the same when the tape ends right there", () => {
    fc.assert(
      fc.property(anyTime, (at) => {
        expect(saidAt(tapeWith(at, null), at)).toBe(saidAt(whole, at));
      }),
      { numRuns: 25 },
    );
  });

  it("says the same whatever happens afterwards", () => {
    fc.assert(
      fc.property(anyTime, fc.double({ min: 0.01, max: 100, noNaN: true }), (at, factor) => {
        expect(
          saidAt(
            tapeWith(at, (close) => close * factor),
            at,
          ),
        ).toBe(saidAt(whole, at));
      }),
      { numRuns: 25 },
    );
  });

  it("does say something else when the past was different", () => {
    const at = END - DAY_MS;
    expect(
      saidAt(
        tapeWith(at - 5 * MINUTE_MS, (close) => close * 2),
        at,
      ),
    ).not.toBe(saidAt(whole, at));
  });
});

describe("a replayed row", () => {
  const market = createReplayMarket(whole);
  const at = START + 11 * DAY_MS + 3 * HOUR_MS + 17 * MINUTE_MS + 30_000;
  const tick = START + 11 * DAY_MS + 3 * HOUR_MS + 15 * MINUTE_MS;
  const moment = market.momentAt(market.tickAt(at));
  const rowOf = (id: string) => moment.row(moment.placeOf(id)!);
  const fine = walk(1, 0, (_, close) => close).fine;
  const closeAt = (time: number) => fine.find(([open]) => open + 5 * MINUTE_MS === time)![1].close;

  it("has the close of the last closed five-minute candle, and says when it closed", () => {
    expect(moment.at).toBe(tick);
    expect(rowOf("alpha").current_price).toBeCloseTo(closeAt(tick), 6);
    expect(rowOf("alpha").last_updated).toBe(new Date(tick).toISOString());
  });

  it("has changes, range, volume and cap that follow from the candles", () => {
    const row = rowOf("alpha");
    const changes = moment.changes(moment.placeOf("alpha")!);
    const day = fine
      .filter(([open]) => open >= tick - DAY_MS && open + 5 * MINUTE_MS <= tick)
      .map(([, candle]) => candle);
    expect(day.length).toBe(288);
    expect(changes["1h"]).toBeCloseTo((closeAt(tick) / closeAt(tick - HOUR_MS) - 1) * 100, 5);
    expect(changes["24h"]).toBeCloseTo((closeAt(tick) / closeAt(tick - DAY_MS) - 1) * 100, 5);
    expect(row.high_24h).toBeCloseTo(Math.max(...day.map(({ high }) => high)), 6);
    expect(row.low_24h).toBeCloseTo(Math.min(...day.map(({ low }) => low)), 6);
    expect(row.total_volume).toBe(Math.round(day.reduce((sum, { close, volume }) => sum + close * volume, 0)));
    expect(row.market_cap).toBe(Math.round(row.current_price! * 100));
    expect(row.fully_diluted_valuation).toBe(Math.round(row.current_price! * 20));
    expect(row.ath).toBeNull();
  });

  it("divides by the pair's multiplier", () => {
    const pairClose = walk(2, 0, (_, close) => close).fine.find(([open]) => open + 5 * MINUTE_MS === tick)![1].close;
    expect(rowOf("cat").current_price).toBeCloseTo(pairClose / 1_000, 9);
    expect(rowOf("cat").high_24h).toBeLessThan(1);
  });

  it("has a sparkline of 168 hourly closes that ends two hours before the hour", () => {
    const line = JSON.parse(moment.sparklineJson(moment.placeOf("alpha")!)) as number[];
    expect(line.length).toBe(168);
    expect(line.at(-1)).toBeCloseTo(closeAt(Math.floor(tick / HOUR_MS) * HOUR_MS - 2 * HOUR_MS), 6);
  });

  it("does not exist before its pair is listed, and has few facts right after", () => {
    const listing = START + LISTED_AFTER_HOURS * HOUR_MS;
    expect(market.momentAt(listing).placeOf("young")).toBeNull();
    expect(market.chart("young", 1, listing)).toBeNull();
    const soon = market.momentAt(listing + 3 * HOUR_MS + 5 * MINUTE_MS);
    const place = soon.placeOf("young")!;
    expect(soon.changes(place)).toMatchObject({ "1h": expect.any(Number), "24h": null, "7d": null });
    expect(JSON.parse(soon.sparklineJson(place))).toHaveLength(1);
    expect(soon.row(place).market_cap).toBeLessThan(1e6);
  });

  it("never exists without a candle, even when the recording knows a later price", () => {
    expect(moment.placeOf("newcomer")).toBeNull();
    expect(moment.placeOf("future")).toBeNull();
    expect(universe.pairsWithoutCoin).toEqual(["EUR_USDT"]);
  });

  it("is a static fact without a time where there are no candles", () => {
    const place = moment.placeOf("dollar")!;
    expect(moment.row(place)).toMatchObject({
      current_price: 1,
      market_cap: 500,
      total_volume: 70,
      price_change_percentage_24h: null,
      high_24h: null,
      last_updated: null,
    });
    expect(moment.changes(place)).toEqual({ "1h": null, "24h": null, "7d": null });
    expect(moment.sparklineJson(place)).toBe("[]");
    expect(market.chart("dollar", 1, at)).toEqual({ prices: [], market_caps: [], total_volumes: [] });
  });

  it("is in the categories of the recorder's lists and of the provider's naming", () => {
    const categories = (id: string) => moment.categories(moment.placeOf(id)!);
    expect(categories("dollar")).toEqual(["stablecoins"]);
    expect(categories("bridged")).toEqual(["wrapped-tokens"]);
    expect(categories("st-alpha")).toEqual(["liquid-staking-tokens"]);
    expect(categories("alpha")).toEqual([]);
  });

  it("is ranked by the cap of the moment", () => {
    const order = [...moment.byMarketCap].map((place) => moment.row(place));
    expect(order.map((row) => row.market_cap_rank)).toEqual([1, 2, 3, 4, 5, 6].slice(0, order.length));
    const caps = order.map((row) => row.market_cap!);
    expect(caps).toEqual([...caps].sort((a, b) => b - a));
  });

  it("falls back to hourly candles where five-minute ones are missing", () => {
    const early = START + 8 * DAY_MS + 2 * HOUR_MS + 40 * MINUTE_MS;
    const then = market.momentAt(market.tickAt(early));
    const place = then.placeOf("alpha")!;
    expect(then.row(place).last_updated).toBe(new Date(START + 8 * DAY_MS + 2 * HOUR_MS).toISOString());
    expect(then.changes(place)["7d"]).not.toBeNull();
  });
});

describe("replayWindow", () => {
  const span = tapeSpan(whole);
  it("begins a week into the five-minute candles and ends with them", () => {
    expect(replayWindow({ ...span, fiveMinutesEndAt: FINE_START + 14 * DAY_MS }, null)).toEqual({
      from: FINE_START + 7 * DAY_MS,
      endsAt: FINE_START + 14 * DAY_MS,
    });
    expect(replayWindow(span, START + 10 * DAY_MS)).toEqual({ from: START + 10 * DAY_MS, endsAt: END });
  });

  it("refuses a start outside the tape", () => {
    expect(() => replayWindow(span, START)).toThrow(/between 2025-01-02/);
    expect(() => replayWindow(span, END)).toThrow(/not at 2025-01-13/);
  });
});

describe("readTapeUniverse", () => {
  const good = {
    marketsJsonl: '{"coingecko_id":"a","symbol":"A","name":"A"}',
    pairsCsv: "",
    stablecoinsCsv: "",
    wrappedCsv: "",
  };
  it("names the file and what it lacks", () => {
    expect(() => readTapeUniverse(good)).toThrow(/spot_usdt_to_coingecko.csv lacks the columns spot_symbol, base/);
    expect(() => readTapeUniverse({ ...good, marketsJsonl: "" })).toThrow(/hold no rows/);
    expect(() => readTapeUniverse({ ...good, marketsJsonl: "{" })).toThrow(/line 1: not a market row/);
  });
});
