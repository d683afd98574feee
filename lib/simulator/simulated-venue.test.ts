import { beforeAll, describe, expect, it } from "vitest";
import { mapPairs } from "@/lib/market/map-pairs";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { createCoinPath } from "./coin-path";
import { LIFE_HOURS } from "./coin-traits";
import { createPairBook, drawsWhales, type SimulatedPair } from "./pair-book";
import { BRIDGE_PIECES, bridgeBends, bridgeOffset } from "./price-path";
import { PEG_CATEGORIES } from "./sectors";
import { createFactors } from "./simulated-coin";
import { createSimulatedMarket } from "./simulated-market";
import { createSimulatedVenue } from "./simulated-venue";
import type { VenueTrade } from "./venue";
import { whaleEpisodeOf } from "./whale-episodes";

const SEED = 42;
const COINS = 2_500;
const NOW = Date.UTC(2026, 2, 14, 15, 9, 20);
const venue = createSimulatedVenue({ seed: SEED, coins: COINS });
const market = createSimulatedMarket({ seed: SEED, coins: COINS });
const book = createPairBook({ seed: SEED, coins: COINS });
let pairs: SimulatedPair[];
beforeAll(() => {
  pairs = [...book(NOW).values()];
});

interface Order {
  readonly at: number;
  readonly bought: boolean;
  readonly usd: number;
  readonly trades: number;
}

/** Trades of one millisecond and side are one taker order. */
function ordersOf(trades: readonly VenueTrade[]): Order[] {
  const orders: Order[] = [];
  for (const { at, price, quantity, buyerIsMaker } of trades) {
    const last = orders.at(-1);
    const usd = price * quantity;
    if (last !== undefined && last.at === at && last.bought === !buyerIsMaker)
      orders[orders.length - 1] = { ...last, usd: last.usd + usd, trades: last.trades + 1 };
    else orders.push({ at, bought: !buyerIsMaker, usd, trades: 1 });
  }
  return orders;
}
const usdOf = (trades: readonly VenueTrade[]) => trades.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
const dayOf = (symbol: string, to = NOW) => venue.trades(symbol, { from: to - DAY_MS, to, limit: 1e6 }, to);
const isQuiet = (pair: SimulatedPair) => {
  const { from, to } = whaleEpisodeOf(SEED, pair.slot, NOW);
  return !drawsWhales(pair) || to < NOW - DAY_MS || from > NOW;
};

describe("trades", () => {
  it("have ids that grow by one and times that never go back", () => {
    for (const { symbol } of [pairs[0]!, pairs[150]!, pairs[390]!]) {
      const trades = venue.trades(symbol, { from: NOW - HOUR_MS, to: null, limit: 1e6 }, NOW);
      expect(trades.length).toBeGreaterThan(200);
      trades.forEach((trade, index) => {
        expect(trade.id).toBe(trades[0]!.id + index);
        expect(trade.at).toBeGreaterThanOrEqual(trades[Math.max(0, index - 1)]!.at);
      });
    }
  });

  it("are the same bits however they are asked for: in pages of ids, by times, by another venue of the seed", () => {
    const { symbol } = pairs[40]!;
    const whole = venue.trades(symbol, { from: NOW - HOUR_MS, to: NOW, limit: 1e6 }, NOW);
    const other = createSimulatedVenue({ seed: SEED, coins: 600 });
    const paged: VenueTrade[] = [];
    for (let fromId = whole[0]!.id; paged.length < whole.length; fromId += 97)
      paged.push(...other.trades(symbol, { fromId, limit: 97 }, NOW));
    expect(paged).toEqual(whole);
    const middle = whole[Math.floor(whole.length / 2)]!;
    const since = venue.trades(symbol, { from: middle.at, to: null, limit: 3 }, NOW + 5 * HOUR_MS);
    expect(since[0]!.at).toBe(middle.at);
    expect(whole).toEqual(expect.arrayContaining([since[0]!]));
    expect(venue.trades(symbol, { from: null, to: null, limit: 5 }, NOW)).toEqual(whole.slice(-5));
  });

  it("are another story for another seed", () => {
    const other = createSimulatedVenue({ seed: 7, coins: COINS });
    const symbol = other.listedAt(NOW)[0]!.symbol;
    expect(other.trades(symbol, { from: null, to: null, limit: 5 }, NOW)).not.toEqual(
      venue.trades(pairs[0]!.symbol, { from: null, to: null, limit: 5 }, NOW),
    );
  });

  it("are told only when their time has come", () => {
    const { symbol } = pairs[0]!;
    const later = venue.trades(symbol, { from: NOW, to: NOW + MINUTE_MS, limit: 1_000 }, NOW + MINUTE_MS);
    const split = later[Math.floor(later.length / 2)]!;
    const known = venue.trades(symbol, { fromId: later[0]!.id, limit: 1_000 }, split.at);
    expect(known.at(-1)!.at).toBe(split.at);
    expect(venue.trades(symbol, { fromId: split.id, limit: 1_000 }, split.at - 1)).toEqual([]);
  });

  it("are at the price that the market's listing has at that instant", () => {
    const moment = market.momentAt(market.tickAt(NOW));
    for (const pair of [pairs[0]!, pairs[77]!, pairs.find(({ multiplier }) => multiplier === 1_000)!]) {
      const listed = moment.row(moment.placeOf(pair.coinId!)!).current_price!;
      const [trade] = venue.trades(pair.symbol, { from: null, to: moment.at, limit: 1 }, NOW);
      const ownPath = createCoinPath(pair.traits, createFactors(SEED));
      expect(ownPath.priceAt(moment.at) / listed).toBeCloseTo(1, 6);
      expect(trade!.price / pair.multiplier / ownPath.priceAt(trade!.at)).toBeCloseTo(1, 3);
    }
  });

  it("are a stable share of the coin's whole volume on quiet days, 30–60 % but for the largest coins", () => {
    const moment = market.momentAt(market.tickAt(NOW));
    const usual = pairs.filter((pair) => isQuiet(pair) && pair.traits.volumePerDay < 1e8 && pair.endsAt === null);
    for (const pair of [usual[3]!, usual[60]!, usual[120]!]) {
      const traded = usdOf(dayOf(pair.symbol, moment.at));
      const whole = moment.row(moment.placeOf(pair.coinId!)!).total_volume!;
      expect(traded / whole / pair.share).toBeGreaterThan(0.8);
      expect(traded / whole / pair.share).toBeLessThan(1.25);
      expect(pair.share).toBeGreaterThan(0.28);
      expect(pair.share).toBeLessThan(0.6);
    }
  });

  it("hold whale orders of large coins on a quiet day, as a small part of what is traded", () => {
    const large = pairs.find((pair) => pair.slot >= 10 && isQuiet(pair))!;
    const orders = ordersOf(dayOf(large.symbol));
    const whales = orders.filter(({ usd }) => usd >= 100_000);
    expect(whales.length).toBeGreaterThan(20);
    const share = whales.reduce((sum, { usd }) => sum + usd, 0) / orders.reduce((sum, { usd }) => sum + usd, 0);
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.35);
  });

  it("hold taker orders of several fills of one millisecond and side", () => {
    const orders = ordersOf(venue.trades(pairs[0]!.symbol, { from: NOW - HOUR_MS, to: null, limit: 1e6 }, NOW));
    const several = orders.filter(({ trades }) => trades > 1).length / orders.length;
    expect(several).toBeGreaterThan(0.1);
    expect(several).toBeLessThan(0.4);
  });
});

/** A.12 with and without a baseline share, from a day of orders. */
function confidences(orders: readonly Order[], now: number, baseline: number) {
  const whales = orders.filter(({ usd }) => usd >= 100_000);
  const weight = ({ at }: Order) => 2 ** (-(now - at) / (6 * HOUR_MS));
  const n = whales.reduce((sum, order) => sum + weight(order), 0);
  const amount = whales.reduce((sum, order) => sum + weight(order) * order.usd, 0);
  const latest = weight(whales.at(-1)!);
  const act = (1 - Math.exp(-n / 5)) ** 0.4 * (1 - Math.exp(-amount / 1e6)) ** 0.4 * latest ** 0.2;
  const share =
    whales.reduce((sum, { usd }) => sum + usd, 0) / orders.reduce((sum, { usd }) => sum + usd, 0) || Number.NaN;
  const ratio = share / Math.max(baseline, 0.005);
  const d = whales.reduce((sum, o) => sum + weight(o) * o.usd * (o.bought ? 1 : -1), 0) / amount;
  return { without: act * 0.75, within: (act * ratio ** 2) / (1 + ratio ** 2), d };
}

describe("planted episodes", () => {
  const shareOf = (orders: readonly Order[]) =>
    orders.filter(({ usd }) => usd >= 100_000).reduce((sum, { usd }) => sum + usd, 0) /
    orders.reduce((sum, { usd }) => sum + usd, 0);

  it("are listed for 2–4 % of the pairs on average, and never for none", () => {
    const counts = Array.from({ length: 200 }, (_, hour) => {
      const at = NOW + hour * 3.7 * HOUR_MS;
      return venue.episodes(at, at).length;
    });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length / 400;
    expect(mean).toBeGreaterThan(0.02);
    expect(mean).toBeLessThan(0.04);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it("push every mid-cap coin over 0.6 by A.12, with and without a baseline, in the direction that is listed", () => {
    const midCaps = new Map(pairs.filter(({ slot }) => slot > 30 && slot < 300).map((pair) => [pair.symbol, pair]));
    const over = venue.episodes(NOW - 2 * DAY_MS, NOW).filter(({ pair, to }) => midCaps.has(pair) && to < NOW);
    expect(over.length).toBeGreaterThan(40);
    for (const { pair, kind, from, to } of over.slice(0, 12)) {
      const ordinary = shareOf(ordersOf(dayOf(pair, from - HOUR_MS)));
      const { without, within, d } = confidences(ordersOf(dayOf(pair, to)), to, ordinary);
      expect([pair, without > 0.6, within > 0.6]).toEqual([pair, true, true]);
      expect([pair, d > 0.2 ? "accumulation" : d < -0.2 ? "distribution" : "neutral"]).toEqual([pair, kind]);
    }
  });

  it("are what is abnormal: a large coin's many whales of a quiet day are ordinary by its own baseline", () => {
    const quiet = pairs.filter((pair) => pair.slot >= 10 && isQuiet(pair)).slice(0, 3);
    const readings = quiet.map(({ symbol }) => {
      const baseline = shareOf(ordersOf(dayOf(symbol, NOW - 2 * DAY_MS)));
      return confidences(ordersOf(dayOf(symbol)), NOW, baseline).within;
    });
    expect(readings.sort((a, b) => a - b)[Math.floor(readings.length / 2)]).toBeLessThan(0.6);
  });
});

describe("candles", () => {
  const hours = (symbol: string, limit: number, now = NOW) =>
    venue.candles(symbol, { spanMs: HOUR_MS, from: null, to: null, limit }, now);

  it("join without gaps, end with the one under way, and hold every trade between their extremes", () => {
    const pair = pairs[20]!;
    const candles = hours(pair.symbol, 30);
    expect(candles.length).toBe(30);
    candles.slice(1).forEach((candle, index) => {
      expect(candle.openAt).toBe(candles[index]!.openAt + HOUR_MS);
      expect(candle.open).toBe(candles[index]!.close);
    });
    expect(candles.at(-1)!.closeAt).toBeGreaterThan(NOW);
    const slip = 10 * 10 ** -pair.priceDecimals;
    for (const candle of candles.slice(-5)) {
      const trades = venue.trades(pair.symbol, { from: candle.openAt, to: candle.closeAt, limit: 1e6 }, NOW);
      for (const { price } of trades) {
        expect(price).toBeLessThanOrEqual(candle.high + slip);
        expect(price).toBeGreaterThanOrEqual(candle.low - slip);
      }
    }
  });

  it("of four hours and of a day are their hours, together", () => {
    const { symbol } = pairs[20]!;
    for (const span of [4, 24]) {
      const [long] = venue.candles(symbol, { spanMs: span * HOUR_MS, from: NOW - 3 * DAY_MS, to: null, limit: 1 }, NOW);
      const short = venue.candles(symbol, { spanMs: HOUR_MS, from: long!.openAt, to: null, limit: span }, NOW);
      expect(long!.open).toBe(short[0]!.open);
      expect(long!.close).toBe(short.at(-1)!.close);
      expect(long!.high).toBe(Math.max(...short.map(({ high }) => high)));
      expect(long!.low).toBe(Math.min(...short.map(({ low }) => low)));
      expect(long!.quoteVolume).toBeCloseTo(
        short.reduce((sum, { quoteVolume }) => sum + quoteVolume, 0),
        2,
      );
    }
  });

  it("have about the volume that the trades have, planted ones too", () => {
    for (const { pair, from, to } of venue.episodes(NOW - DAY_MS, NOW).slice(0, 8)) {
      const day = hours(pair, 24, Math.floor(to / HOUR_MS) * HOUR_MS - 1);
      const traded = usdOf(
        venue.trades(pair, { from: day[0]!.openAt, to: day.at(-1)!.closeAt, limit: 1e6 }, day.at(-1)!.closeAt),
      );
      const told = day.reduce((sum, { quoteVolume }) => sum + quoteVolume, 0);
      expect([pair, from, Math.abs(Math.log(traded / told)) < 0.35]).toEqual([pair, from, true]);
    }
  });

  it("bend where the path bends", () => {
    const bends = new Float64Array(BRIDGE_PIECES + 1);
    bridgeBends(77, 490_000, 0.01, bends);
    for (const piece of [0, 1, 64, 127, 128, 255])
      expect(bends[piece]).toBeCloseTo(bridgeOffset(77, 490_000, piece / BRIDGE_PIECES, 0.01), 12);
  });
});

describe("the list", () => {
  it("holds the traps of a real venue", () => {
    expect(pairs.filter(({ trading }) => trading).length).toBeGreaterThan(380);
    expect(new Set(pairs.map(({ symbol }) => symbol)).size).toBe(pairs.length);
    expect(pairs.some(({ base, multiplier }) => multiplier === 1_000 && base.startsWith("1000"))).toBe(true);
    expect(pairs.some(({ trading, endsAt }) => !trading && endsAt === null)).toBe(true);
    const moment = market.momentAt(market.tickAt(NOW));
    const bySymbol = new Map<string, number[]>();
    for (let place = 0; place < moment.size; place++) {
      const symbol = moment.symbol(place).toUpperCase();
      bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), place]);
    }
    const impostor = pairs.find(({ coinId }) => coinId === null)!;
    const [named] = bySymbol.get(impostor.base)!;
    const price = venue.trades(impostor.symbol, { from: null, to: null, limit: 1 }, NOW)[0]!.price;
    expect(Math.abs(Math.log(price / moment.row(named!).current_price!))).toBeGreaterThan(Math.log(2));
    const shared = pairs.filter(({ base }) => (bySymbol.get(base)?.length ?? 0) > 1);
    expect(shared.length).toBeGreaterThan(20);
    const twins = shared.filter(({ base }) => {
      const [large, ...others] = bySymbol.get(base)!.map((place) => moment.row(place));
      return others.some((row) => Math.abs(row.current_price! / large!.current_price! - 1) < 0.02);
    });
    expect(twins.length).toBeGreaterThan(0);
  });

  it("is mapped to the right coins by price and volume, the traps to none, in episodes as on quiet days", () => {
    for (const at of [NOW, NOW + 9 * DAY_MS, NOW + 41 * DAY_MS]) {
      const moment = market.momentAt(market.tickAt(at));
      const coins = Array.from({ length: moment.size }, (_, place) => {
        const row = moment.row(place);
        return {
          id: row.id,
          symbol: row.symbol.toUpperCase(),
          priceUsd: row.current_price,
          volumeUsd24h: row.total_volume,
          marketCapUsd: row.market_cap,
          excluded: moment.categories(place).some((id) => PEG_CATEGORIES.some((peg) => peg.id === id)),
        };
      });
      const listed = venue.listedAt(at).map((pair) => {
        const day = venue.day(pair.symbol, at);
        const lastPrice = day?.last ?? null;
        return { ...pair, pair: pair.symbol, lastPrice, volumeUsd24h: day?.quoteVolume ?? null, trades24h: null };
      });
      const map = mapPairs(listed, coins, at);
      const truth = book(at);
      for (const { pair, coinId, multiplier } of map.mapped)
        expect([pair, coinId, multiplier]).toEqual([pair, truth.get(pair)!.coinId, truth.get(pair)!.multiplier]);
      expect(map.mapped.length).toBeGreaterThan(350);
      const unmapped = new Map(map.unmapped.map(({ pair, reason }) => [pair, reason]));
      // A coin whose volume the provider does not know is not proven, whatever its pair trades.
      const wronged = venue
        .episodes(at - 6 * HOUR_MS, at)
        .filter(({ pair }) => unmapped.get(pair) === "ambiguous" && !truth.get(pair)!.traits.unknown.volume);
      expect(wronged).toEqual([]);
      const reasons = new Set(unmapped.values());
      expect([reasons.has("price_disagrees"), reasons.has("not_trading")]).toEqual([true, true]);
    }
  });

  it("stops a pair's trades when its coin is delisted, shows it a while, and forgets it", () => {
    const ending = pairs.find(({ endsAt, trading }) => endsAt !== null && trading)!;
    const { symbol, endsAt } = ending;
    const last = venue.trades(symbol, { from: null, to: null, limit: 1 }, endsAt! + HOUR_MS)[0]!;
    expect(last.at).toBeLessThan(endsAt!);
    expect(last.at).toBeGreaterThan(endsAt! - HOUR_MS);
    expect(venue.find(symbol, endsAt! - 1)).toMatchObject({ trading: true });
    expect(venue.find(symbol, endsAt! + HOUR_MS)).toMatchObject({ trading: false });
    expect(venue.find(symbol, endsAt! + 15 * DAY_MS)).toBeNull();
    expect(venue.trades(symbol, { fromId: 0, limit: 1 }, NOW)[0]!.at).toBeGreaterThan(endsAt! - LIFE_HOURS * HOUR_MS);
  });

  it("says of a pair that never traded that it never traded", () => {
    const halted = pairs.find(({ trading, endsAt }) => !trading && endsAt === null)!;
    expect(venue.day(halted.symbol, NOW)).toBeNull();
    expect(venue.trades(halted.symbol, { from: null, to: null, limit: 5 }, NOW)).toEqual([]);
    expect(venue.candles(halted.symbol, { spanMs: HOUR_MS, from: null, to: null, limit: 5 }, NOW)).toEqual([]);
  });

  it("works for a market of any size", () => {
    const tiny = createSimulatedVenue({ seed: 3, coins: 10 });
    const listed = tiny.listedAt(NOW);
    expect(listed.length).toBeGreaterThan(5);
    expect(tiny.trades(listed[0]!.symbol, { from: null, to: null, limit: 3 }, NOW).length).toBe(3);
  });
});

it("labels a few transfers an hour of large coins, the same whenever asked", () => {
  const day = venue.transfers(NOW - DAY_MS, NOW);
  expect(day.length).toBeGreaterThan(100);
  expect(venue.transfers(NOW - HOUR_MS, NOW)).toEqual(day.filter(({ at }) => at >= NOW - HOUR_MS));
  expect(day.some(({ fromOwner }) => fromOwner !== null)).toBe(true);
  expect(day.every(({ usd, amount }) => usd >= 500_000 && amount > 0)).toBe(true);
});
