import { DAY_MS, HOUR_MS, MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { type CandleSeries, candlesWithin, closeTimeOf, lastClosedBy, openOf, turnoverWithin } from "./candle-series";
import { buildChart } from "./chart";
import { isoTime } from "./iso-time";
import {
  type Market,
  type MarketMoment,
  type MarketRow,
  type PeriodChanges,
  percentChange,
  significant,
} from "./market";
import { PEG_CATEGORIES } from "./sectors";
import { TapeProblem } from "./tape-problem";
import type { TapeCoin, TapeUniverse } from "./tape-universe";

const TICK_MS = 5 * MINUTE_MS;
/** The provider's sparkline ends hours before its price does. */
const SPARKLINE_LAG_HOURS = 2;
const SPARKLINE_POINTS = 168;
/** A price older than this says nothing about the moment asked for. */
const OLDEST_REFERENCE_MS = HOUR_MS + TICK_MS;
/** A pair that stopped trading leaves the market after this long. */
const DELISTED_AFTER_MS = 7 * DAY_MS;
const WARM_UP_MS = 7 * DAY_MS;

/** A recorded market: its coins, and the candles of the pairs that carry some of them. */
export interface Tape {
  readonly universe: TapeUniverse;
  readonly hourly: ReadonlyMap<string, CandleSeries>;
  readonly fiveMinutes: ReadonlyMap<string, CandleSeries>;
}

/** When a tape can be replayed. */
export interface TapeSpan {
  readonly startsAt: UnixMs;
  /** Where a replay begins unless told otherwise: a week of five-minute candles in. */
  readonly defaultFrom: UnixMs;
  readonly fiveMinutesEndAt: UnixMs;
  readonly endsAt: UnixMs;
}

function spanOf(series: ReadonlyMap<string, CandleSeries>): { from: UnixMs; to: UnixMs } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const candles of series.values()) {
    from = Math.min(from, openOf(candles, 0));
    to = Math.max(to, closeTimeOf(candles, candles.close.length - 1));
  }
  return { from, to };
}

export function tapeSpan({ hourly, fiveMinutes }: Tape): TapeSpan {
  const hours = spanOf(hourly);
  const fives = spanOf(fiveMinutes);
  return {
    startsAt: Math.min(hours.from, fives.from),
    defaultFrom: fives.from + WARM_UP_MS,
    fiveMinutesEndAt: fives.to,
    endsAt: Math.max(hours.to, fives.to),
  };
}

/**
 * Where a replay starts and ends. It ends with the five-minute candles, because hourly ones would look like a market
 * that hardly moves; a replay that begins after them runs on the hourly candles to their end.
 */
export function replayWindow(span: TapeSpan, wished: UnixMs | null): { from: UnixMs; endsAt: UnixMs } {
  const from = wished ?? span.defaultFrom;
  const endsAt = from < span.fiveMinutesEndAt ? span.fiveMinutesEndAt : span.endsAt;
  if (from < span.startsAt + DAY_MS || from >= endsAt) {
    throw new TapeProblem(
      `a replay of this tape starts between ${isoTime(span.startsAt + DAY_MS)} and ${isoTime(span.endsAt)}, not at ${isoTime(from)}`,
    );
  }
  return { from, endsAt };
}

/** One coin's candles, read only up to the time asked about. Prices are of one coin, not of the pair. */
interface CandleBook {
  readonly coin: TapeCoin;
  readonly multiplier: number;
  readonly hourly: CandleSeries | null;
  readonly fiveMinutes: CandleSeries | null;
}

interface Reading {
  readonly price: Usd;
  readonly closedAt: UnixMs;
}

/** The newest candle closed by then, of either timeframe; of two that close together the finer one. */
function readAt(book: CandleBook, at: UnixMs): Reading | null {
  let newest: Reading | null = null;
  for (const series of [book.fiveMinutes, book.hourly]) {
    if (series === null) continue;
    const index = lastClosedBy(series, at);
    if (index < 0) continue;
    const closedAt = closeTimeOf(series, index);
    if (newest === null || closedAt > newest.closedAt)
      newest = { price: significant((series.close[index] ?? 0) / book.multiplier, 10), closedAt };
  }
  return newest;
}

/** The price at a past moment; null before the listing and where no candle closed close enough to it. */
function priceNear(book: CandleBook, at: UnixMs): Usd | null {
  const reading = readAt(book, at);
  return reading === null || at - reading.closedAt > OLDEST_REFERENCE_MS ? null : reading.price;
}

/** Splits (from, to] into the part that five-minute candles cover and the hourly parts before and after it. */
function partsOf(book: CandleBook, from: UnixMs, to: UnixMs): { series: CandleSeries; from: UnixMs; to: UnixMs }[] {
  const { hourly, fiveMinutes } = book;
  const last = fiveMinutes === null ? -1 : lastClosedBy(fiveMinutes, to);
  if (fiveMinutes === null || last < 0) return hourly === null ? [] : [{ series: hourly, from, to }];
  const fineFrom = Math.max(from, openOf(fiveMinutes, 0));
  const fineTo = Math.max(fineFrom, closeTimeOf(fiveMinutes, last));
  const fine = { series: fiveMinutes, from: fineFrom, to: fineTo };
  if (hourly === null) return [fine];
  return [{ series: hourly, from, to: fineFrom }, fine, { series: hourly, from: fineTo, to }];
}

function volumeOf(book: CandleBook, at: UnixMs): Usd {
  let sum = 0;
  for (const part of partsOf(book, at - DAY_MS, at)) sum += turnoverWithin(part.series, part.from, part.to);
  return Math.round(sum);
}

function rangeOf(book: CandleBook, at: UnixMs): { high: Usd | null; low: Usd | null } {
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (const { series, from, to } of partsOf(book, at - DAY_MS, at)) {
    const { first, last } = candlesWithin(series, from, to);
    for (let index = first; index <= last; index++) {
      high = Math.max(high, series.high[index] ?? 0);
      low = Math.min(low, series.low[index] ?? high);
    }
  }
  if (high < low) return { high: null, low: null };
  return { high: significant(high / book.multiplier, 10), low: significant(low / book.multiplier, 10) };
}

function changesOf(book: CandleBook, at: UnixMs, price: Usd): PeriodChanges {
  const change = (hours: number) => {
    const percent = percentChange(price, priceNear(book, at - hours * HOUR_MS));
    return percent === null ? null : significant(percent, 12);
  };
  return { "1h": change(1), "24h": change(24), "7d": change(168) };
}

function sparklineOf(book: CandleBook, at: UnixMs): string {
  const end = (Math.floor(at / HOUR_MS) - SPARKLINE_LAG_HOURS) * HOUR_MS;
  const points: Usd[] = [];
  for (let back = SPARKLINE_POINTS - 1; back >= 0; back--) {
    const price = priceNear(book, end - back * HOUR_MS);
    if (price !== null) points.push(price);
  }
  return JSON.stringify(points);
}

/** A coin that is in the market at one moment. */
interface Listed {
  readonly coin: TapeCoin;
  readonly book: CandleBook | null;
  readonly reading: Reading | null;
  readonly marketCap: Usd | null;
}

const NO_CHANGES: PeriodChanges = { "1h": null, "24h": null, "7d": null };

/** All-time extremes were recorded after the replayed days; telling them would be telling the future. */
const NO_EXTREMES = {
  ath: null,
  ath_change_percentage: null,
  ath_date: null,
  atl: null,
  atl_change_percentage: null,
  atl_date: null,
} as const;

function dayOf(book: CandleBook, at: UnixMs, price: Usd, marketCap: Usd | null) {
  const change = changesOf(book, at, price)["24h"];
  const gained = change === null ? null : change / (100 + change);
  const percent = change === null ? null : significant(change, 7);
  const range = rangeOf(book, at);
  return {
    high_24h: range.high,
    low_24h: range.low,
    price_change_24h: gained === null ? null : significant(price * gained),
    price_change_percentage_24h: percent,
    market_cap_change_24h: gained === null || marketCap === null ? null : significant(marketCap * gained),
    market_cap_change_percentage_24h: marketCap === null ? null : percent,
  };
}

const NO_DAY: ReturnType<typeof dayOf> = {
  high_24h: null,
  low_24h: null,
  price_change_24h: null,
  price_change_percentage_24h: null,
  market_cap_change_24h: null,
  market_cap_change_percentage_24h: null,
};

function rowOf({ coin, book, reading, marketCap }: Listed, rank: number, at: UnixMs): MarketRow {
  const price = reading?.price ?? coin.recorded.price;
  const moving = book !== null && reading !== null;
  return {
    id: coin.id,
    symbol: coin.symbol,
    name: coin.name,
    image: null,
    current_price: price,
    market_cap: marketCap,
    market_cap_rank: rank === 0 ? null : rank,
    fully_diluted_valuation: price === null || coin.totalSupply === null ? null : Math.round(price * coin.totalSupply),
    total_volume: moving ? volumeOf(book, at) : coin.recorded.volume,
    ...(moving ? dayOf(book, at, reading.price, marketCap) : NO_DAY),
    circulating_supply: coin.circulatingSupply,
    total_supply: coin.totalSupply,
    max_supply: coin.maxSupply,
    ...NO_EXTREMES,
    roi: null,
    // A recorded fact without candles is of another date than the replayed one: it has no time on this clock.
    last_updated: reading === null ? null : isoTime(reading.closedAt),
  };
}

/**
 * A recording, replayed: every answer uses candles closed by the time asked about and nothing later.
 * Coins without a pair keep their recorded price, cap and volume as static facts, without changes or sparkline.
 */
export function createReplayMarket(tape: Tape): Market {
  const books = tape.universe.coins.map((coin): { coin: TapeCoin; book: CandleBook | null } => {
    if (coin.pair === null) return { coin, book: null };
    const hourly = tape.hourly.get(coin.pair.symbol) ?? null;
    const fiveMinutes = tape.fiveMinutes.get(coin.pair.symbol) ?? null;
    return { coin, book: { coin, multiplier: coin.pair.multiplier, hourly, fiveMinutes } };
  });
  const bookById = new Map(books.map((entry) => [entry.coin.id, entry]));
  let latest: MarketMoment | null = null;

  const momentAt = (tick: UnixMs): MarketMoment => {
    if (latest?.at !== tick) latest = createMoment(listedAt(books, tick), tick);
    return latest;
  };
  return {
    categories: PEG_CATEGORIES,
    tickAt: (now) => Math.floor(now / TICK_MS) * TICK_MS,
    momentAt,
    chart: (id, days, now, to = now) => {
      const tick = Math.floor(now / TICK_MS) * TICK_MS;
      const entry = bookById.get(id);
      if (entry === undefined || momentAt(tick).placeOf(id) === null) return null;
      const { coin, book } = entry;
      if (book === null) return { prices: [], market_caps: [], total_volumes: [] };
      const startsAt = tapeSpan(tape).startsAt;
      return buildChart(days, Math.min(tick, to), {
        priceAt: (at) => priceNear(book, at),
        volumeAt: (at) => (at - DAY_MS < startsAt ? null : volumeOf(book, at)),
        supply: coin.circulatingSupply,
      });
    },
  };
}

/** A mapped coin exists from its first closed candle on, and until a week after its last. */
function listedAt(books: readonly { coin: TapeCoin; book: CandleBook | null }[], tick: UnixMs): Listed[] {
  const listed: Listed[] = [];
  for (const { coin, book } of books) {
    if (book === null) {
      listed.push({ coin, book, reading: null, marketCap: coin.recorded.marketCap });
      continue;
    }
    const reading = readAt(book, tick);
    if (reading === null || tick - reading.closedAt > DELISTED_AFTER_MS) continue;
    const supply = coin.circulatingSupply;
    listed.push({ coin, book, reading, marketCap: supply === null ? null : Math.round(reading.price * supply) });
  }
  return listed;
}

function createMoment(listed: readonly Listed[], tick: UnixMs): MarketMoment {
  const caps = Float64Array.from(listed, ({ marketCap }) => (marketCap !== null && marketCap > 0 ? marketCap : -1));
  const byMarketCap = Int32Array.from(listed, (_, place) => place);
  byMarketCap.sort((left, right) => (caps[right] ?? 0) - (caps[left] ?? 0) || left - right);
  const ranks = new Int32Array(listed.length);
  byMarketCap.forEach((place, position) => {
    ranks[place] = (caps[place] ?? 0) > 0 ? position + 1 : 0;
  });
  const places = new Map(listed.map(({ coin }, place) => [coin.id, place]));
  const volumeUsd = Float64Array.from(listed, ({ coin, book }) =>
    book === null ? (coin.recorded.volume ?? -1) : volumeOf(book, tick),
  );
  const at = (place: number): Listed => {
    const found = listed[place];
    if (found === undefined) throw new RangeError(`There is no coin at place ${place}`);
    return found;
  };
  return {
    at: tick,
    size: listed.length,
    byMarketCap,
    volumeUsd,
    id: (place) => at(place).coin.id,
    symbol: (place) => at(place).coin.symbol,
    name: (place) => at(place).coin.name,
    placeOf: (id) => places.get(id) ?? null,
    row: (place) => rowOf(at(place), ranks[place] ?? 0, tick),
    changes: (place) => {
      const { book, reading } = at(place);
      return book === null || reading === null ? NO_CHANGES : changesOf(book, tick, reading.price);
    },
    sparklineJson: (place) => {
      const { book } = at(place);
      return book === null ? "[]" : sparklineOf(book, tick);
    },
    pageDrifts: () => false,
    categories: (place) => at(place).coin.categories,
  };
}
