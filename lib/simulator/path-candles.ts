import { HOUR_MS, MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { CoinPath } from "./coin-path";
import type { SimulatedPair } from "./pair-book";
import { plantedOrdersOf } from "./trade-minute";
import type { CandleQuestion, VenueCandle, WhaleEpisode } from "./venue";

/** How much of a candle's turnover takers bought when it rose by its usual size. */
const LEAN = 0.12;

/** What is traded on the pair in the part of an hour before `until`, the planted orders with it. */
export function turnoverOfHour(
  pair: SimulatedPair,
  path: CoinPath,
  episodes: (at: UnixMs) => WhaleEpisode | null,
  hour: number,
  until: UnixMs,
): Usd {
  const from = hour * HOUR_MS;
  const to = Math.min(until, from + HOUR_MS);
  const usual = (pair.share * path.turnoverIn(hour) * (to - from)) / HOUR_MS;
  // Asked at its end: a turn that comes within the hour has its episode in it.
  const episode = episodes(from + HOUR_MS);
  if (episode === null) return usual;
  const minutes = Math.max(0, Math.min(to, episode.to) - Math.max(from, episode.from)) / MINUTE_MS;
  const { perMinute, meanUsd } = plantedOrdersOf(pair, episode);
  return usual + minutes * Math.min(1, perMinute) * meanUsd;
}

/** When candles may be asked for: the pair's whole life. */
function lifeOf(pair: SimulatedPair, now: UnixMs): { from: UnixMs; to: UnixMs } {
  return { from: pair.firstMinute * MINUTE_MS, to: pair.endsAt === null ? now : Math.min(now, pair.endsAt) };
}

/** The open times that a question means, as [first, last] on the grid; empty when first > last. */
export function opensAsked(
  { spanMs, from, to, limit }: CandleQuestion,
  life: { from: UnixMs; to: UnixMs },
): { first: UnixMs; last: UnixMs } {
  const oldest = Math.ceil(Math.max(life.from, from ?? life.from) / spanMs) * spanMs;
  const newest = Math.floor(Math.min(life.to, to ?? life.to) / spanMs) * spanMs;
  const length = (limit - 1) * spanMs;
  return from === null
    ? { first: Math.max(oldest, newest - length), last: newest }
    : { first: oldest, last: Math.min(newest, oldest + length) };
}

/** Candles of the pair, made of its coin's path: whole hours and nothing finer. */
export function candlesOfPath(
  pair: SimulatedPair,
  path: CoinPath,
  episodes: (at: UnixMs) => WhaleEpisode | null,
  question: CandleQuestion,
  now: UnixMs,
): VenueCandle[] {
  const life = lifeOf(pair, now);
  const { first, last } = opensAsked(question, life);
  const candles: VenueCandle[] = [];
  for (let openAt = first; openAt <= last; openAt += question.spanMs)
    candles.push(candleOf(pair, path, episodes, openAt, question.spanMs, life.to));
  return candles;
}

function candleOf(
  pair: SimulatedPair,
  path: CoinPath,
  episodes: (at: UnixMs) => WhaleEpisode | null,
  openAt: UnixMs,
  spanMs: number,
  until: UnixMs,
): VenueCandle {
  const to = Math.min(openAt + spanMs, until);
  const rounded = (price: Usd) => Number((price * pair.multiplier).toFixed(pair.priceDecimals));
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let quoteVolume = 0;
  let volume = 0;
  for (let hour = openAt / HOUR_MS; hour * HOUR_MS < to; hour++) {
    const range = path.rangeIn(hour, to);
    const usd = turnoverOfHour(pair, path, episodes, hour, to);
    high = Math.max(high, range.high);
    low = Math.min(low, range.low);
    quoteVolume += usd;
    volume += usd / (path.priceAt((hour + 0.5) * HOUR_MS) * pair.multiplier);
  }
  const open = path.priceAt(openAt);
  const close = path.priceAt(to);
  const usualRise = Math.max(1e-9, pair.traits.hourlySigma * Math.sqrt(spanMs / HOUR_MS));
  const bought = 0.5 + LEAN * Math.tanh(Math.log(close / open) / usualRise);
  return {
    openAt,
    closeAt: openAt + spanMs - 1,
    open: rounded(open),
    high: rounded(Number.isFinite(high) ? high : open),
    low: rounded(Number.isFinite(low) ? low : open),
    close: rounded(close),
    volume,
    quoteVolume,
    trades: Math.floor((to - openAt) / MINUTE_MS) * pair.tradesPerMinute,
    takerBuyVolume: volume * bought,
    takerBuyQuoteVolume: quoteVolume * bought,
  };
}
