import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import { type CandleSeries, candlesWithin, closeTimeOf, lastClosedBy, openOf } from "./candle-series";
import type { Tape } from "./replay-market";
import type { CandleQuestion, DayTicker, ListedPair, Venue, VenueCandle } from "./venue";

/** A pair without a candle for this long does not trade any more. */
const QUIET_MS = 3 * HOUR_MS;
const DECIMALS = 10;

interface RecordedPair extends Omit<ListedPair, "trading"> {
  readonly hourly: CandleSeries | null;
  readonly fiveMinutes: CandleSeries | null;
}

/** Base units traded in a candle. */
function volumeOf(series: CandleSeries, index: number): { base: number; quote: number } {
  const quote = (series.turnoverSum[index] ?? 0) - (index === 0 ? 0 : (series.turnoverSum[index - 1] ?? 0));
  const close = series.close[index] ?? 0;
  return { base: close > 0 ? quote / close : 0, quote };
}

/** The candle that some recorded candles are together; null of none. Who crossed the spread was not recorded. */
function joined(series: CandleSeries, first: number, last: number, openAt: UnixMs, spanMs: number): VenueCandle | null {
  if (first > last) return null;
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  let volume = 0;
  let quoteVolume = 0;
  for (let index = first; index <= last; index++) {
    const traded = volumeOf(series, index);
    high = Math.max(high, series.high[index] ?? 0);
    low = Math.min(low, series.low[index] ?? low);
    volume += traded.base;
    quoteVolume += traded.quote;
  }
  return {
    openAt,
    closeAt: openAt + spanMs - 1,
    open: series.open[first] ?? 0,
    high,
    low,
    close: series.close[last] ?? 0,
    volume,
    quoteVolume,
    trades: 0,
    takerBuyVolume: 0,
    takerBuyQuoteVolume: 0,
  };
}

/** The candle of [openAt, openAt + span) as it stood at `now`: closed hours, then the five minutes closed since. */
function candleAt(pair: RecordedPair, openAt: UnixMs, spanMs: number, now: UnixMs): VenueCandle | null {
  const to = Math.min(now, openAt + spanMs);
  const parts: VenueCandle[] = [];
  let covered = openAt;
  for (const series of [pair.hourly, pair.fiveMinutes]) {
    if (series === null) continue;
    const { first, last } = candlesWithin(series, covered, to);
    const part = joined(series, first, last, openAt, spanMs);
    if (part === null) continue;
    parts.push(part);
    covered = closeTimeOf(series, last);
  }
  return parts.reduce<VenueCandle | null>((whole, part) => (whole === null ? part : merged(whole, part)), null);
}

function merged(earlier: VenueCandle, later: VenueCandle): VenueCandle {
  return {
    ...earlier,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
    quoteVolume: earlier.quoteVolume + later.quoteVolume,
  };
}

function lifeOf({ hourly, fiveMinutes }: RecordedPair, now: UnixMs): { from: UnixMs; to: UnixMs } | null {
  const all = [hourly, fiveMinutes].filter((series) => series !== null);
  const ends = all.map((series) => ({ series, last: lastClosedBy(series, now) })).filter(({ last }) => last >= 0);
  if (ends.length === 0) return null;
  return {
    from: Math.min(...ends.map(({ series }) => openOf(series, 0))),
    to: Math.max(...ends.map(({ series, last }) => closeTimeOf(series, last))),
  };
}

function candlesOf(pair: RecordedPair, question: CandleQuestion, now: UnixMs): VenueCandle[] {
  const life = lifeOf(pair, now);
  if (life === null) return [];
  const { spanMs, from, to, limit } = question;
  const oldest = Math.max(Math.floor(life.from / spanMs), Math.ceil((from ?? 0) / spanMs)) * spanMs;
  const newest = Math.floor(Math.min(life.to - 1, to ?? life.to) / spanMs) * spanMs;
  const candles: VenueCandle[] = [];
  // A recording has holes: they are left out, as a venue leaves out its halts, and do not count.
  if (from !== null) {
    for (let openAt = oldest; openAt <= newest && candles.length < limit; openAt += spanMs)
      pushIfAny(candles, candleAt(pair, openAt, spanMs, now));
    return candles;
  }
  for (let openAt = newest; openAt >= oldest && candles.length < limit; openAt -= spanMs)
    pushIfAny(candles, candleAt(pair, openAt, spanMs, now));
  return candles.reverse();
}

function pushIfAny(candles: VenueCandle[], candle: VenueCandle | null): void {
  if (candle !== null) candles.push(candle);
}

function dayOf(pair: RecordedPair, now: UnixMs): DayTicker | null {
  const hours = candlesOf(pair, { spanMs: HOUR_MS, from: now - DAY_MS, to: now, limit: 25 }, now);
  const [oldest] = hours;
  const newest = hours.at(-1);
  if (oldest === undefined || newest === undefined) return null;
  return {
    open: oldest.open,
    high: Math.max(...hours.map(({ high }) => high)),
    low: Math.min(...hours.map(({ low }) => low)),
    last: newest.close,
    volume: hours.reduce((sum, { volume }) => sum + volume, 0),
    quoteVolume: hours.reduce((sum, { quoteVolume }) => sum + quoteVolume, 0),
    firstId: -1,
    lastId: -1,
  };
}

function decimalsOf(price: number): number {
  return Math.min(12, Math.max(2, DECIMALS - Math.ceil(Math.log10(price))));
}

/** The pairs of a recording with their candles. It holds no trades, so there are none. */
export function createReplayVenue({ hourly, fiveMinutes }: Pick<Tape, "hourly" | "fiveMinutes">): Venue {
  const pairs = new Map<string, RecordedPair>();
  for (const name of new Set([...hourly.keys(), ...fiveMinutes.keys()])) {
    const series = { hourly: hourly.get(name) ?? null, fiveMinutes: fiveMinutes.get(name) ?? null };
    const symbol = name.replace("_", "");
    const price = (series.hourly ?? series.fiveMinutes)?.close[0] ?? 1;
    const base = name.replace(/_USDT$/, "");
    pairs.set(symbol, { symbol, base, priceDecimals: decimalsOf(price), quantityDecimals: 8, ...series });
  }
  const listed = (pair: RecordedPair, now: UnixMs): ListedPair | null => {
    const life = lifeOf(pair, now);
    if (life === null) return null;
    const { symbol, base, priceDecimals, quantityDecimals } = pair;
    return { symbol, base, trading: now - life.to < QUIET_MS, priceDecimals, quantityDecimals };
  };
  const pairOf = (symbol: string) => pairs.get(symbol) ?? null;
  return {
    hasTrades: false,
    listedAt: (now) => [...pairs.values()].map((pair) => listed(pair, now)).filter((pair) => pair !== null),
    find: (symbol, now) => {
      const pair = pairOf(symbol);
      return pair === null ? null : listed(pair, now);
    },
    day: (symbol, now) => {
      const pair = pairOf(symbol);
      return pair === null ? null : dayOf(pair, now);
    },
    candles: (symbol, question, now) => {
      const pair = pairOf(symbol);
      return pair === null ? [] : candlesOf(pair, question, now);
    },
    trades: () => [],
    episodes: () => [],
    transfers: () => [],
  };
}
