import { DAY_MS, HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { transfersBetween } from "./chain-transfers";
import { type CoinPath, createCoinPath } from "./coin-path";
import { createPairBook, drawsWhales, type PairBookOptions, type SimulatedPair } from "./pair-book";
import { candlesOfPath } from "./path-candles";
import { createFactors } from "./simulated-coin";
import { type TradeMinute, tradesOfMinute } from "./trade-minute";
import type { DayTicker, ListedEpisode, TradeQuestion, Venue, VenueTrade } from "./venue";
import { whaleEpisodeOf, whaleEpisodesOf } from "./whale-episodes";

/** Minutes kept per pair: the one that is streamed, and the one that somebody pages through. */
const KEPT_MINUTES = 3;

/** A pair with what was computed for it. */
interface Desk {
  readonly pair: SimulatedPair;
  readonly path: CoinPath;
  readonly minutes: TradeMinute[];
}

/** The spot venue of the simulated market of the same seed: every answer is a function of seed, pair and time. */
export function createSimulatedVenue(options: PairBookOptions): Venue {
  const { seed } = options;
  const factors = createFactors(seed);
  const bookAt = createPairBook(options);
  const desks = new Map<string, Desk>();

  const deskOf = (symbol: string, now: UnixMs): Desk | null => {
    const pair = bookAt(now).get(symbol);
    if (pair === undefined) return null;
    const known = desks.get(symbol);
    if (known !== undefined && known.pair.traits === pair.traits) return { ...known, pair };
    const fresh: Desk = { pair, path: createCoinPath(pair.traits, factors), minutes: [] };
    desks.set(symbol, fresh);
    return fresh;
  };
  const episodesOf = (pair: SimulatedPair) => (at: UnixMs) =>
    drawsWhales(pair) ? whaleEpisodeOf(seed, pair.slot, at) : null;
  const minuteOf = ({ pair, path, minutes }: Desk, minute: number): TradeMinute => {
    const known = minutes.find((kept) => kept.minute === minute);
    if (known !== undefined) return known;
    const fresh = tradesOfMinute(pair, path, minute, episodesOf(pair)(minute * MINUTE_MS));
    if (minutes.length >= KEPT_MINUTES) minutes.shift();
    minutes.push(fresh);
    return fresh;
  };
  const candles: Venue["candles"] = (symbol, question, now) => {
    const desk = deskOf(symbol, now);
    if (desk === null || neverTraded(desk.pair)) return [];
    return candlesOfPath(desk.pair, desk.path, episodesOf(desk.pair), question, now);
  };

  return {
    hasTrades: true,
    listedAt: (now) => [...bookAt(now).values()],
    find: (symbol, now) => bookAt(now).get(symbol) ?? null,
    trades: (symbol, question, now) => {
      const desk = deskOf(symbol, now);
      return desk === null || neverTraded(desk.pair) ? [] : readTrades(desk, question, now, minuteOf);
    },
    candles,
    day: (symbol, now) => {
      const desk = deskOf(symbol, now);
      if (desk === null || neverTraded(desk.pair)) return null;
      const hours = candles(symbol, { spanMs: HOUR_MS, from: null, to: null, limit: 25 }, now);
      return dayOf(desk, hours, now, minuteOf);
    },
    episodes: (from, to) => {
      const listed: ListedEpisode[] = [];
      for (const pair of bookAt(to).values()) {
        const { slot, coinId, symbol, trading } = pair;
        if (coinId === null || !trading || !drawsWhales(pair)) continue;
        for (const episode of whaleEpisodesOf(seed, slot, from, to)) listed.push({ coinId, pair: symbol, ...episode });
      }
      return listed.sort((a, b) => a.from - b.from);
    },
    transfers: (from, to) =>
      transfersBetween(seed, [...bookAt(to).values()], from, to, (pair, at) => {
        const desk = deskOf(pair.symbol, to);
        return desk === null ? null : { price: desk.path.priceAt(at), episode: episodesOf(pair)(at) };
      }),
  };
}

/** A halted pair has no end: it never began. */
function neverTraded({ trading, endsAt }: SimulatedPair): boolean {
  return !trading && endsAt === null;
}

type MinuteOf = (desk: Desk, minute: number) => TradeMinute;

/** The instant up to which trades have happened. */
function untilOf({ pair }: Desk, now: UnixMs): UnixMs {
  return pair.endsAt === null ? now : Math.min(now, pair.endsAt - 1);
}

/** How many trades of a pair have ids below this instant's: the id of the first trade after it. */
function idAfter(desk: Desk, at: UnixMs, minuteOf: MinuteOf): number {
  const minute = Math.floor(at / MINUTE_MS);
  if (minute < desk.pair.firstMinute) return 0;
  const trades = minuteOf(desk, minute);
  let low = 0;
  let high = trades.at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trades.at[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return trades.firstId + low;
}

/** Ids [from, to) that a question means. */
function idsAsked(desk: Desk, question: TradeQuestion, now: UnixMs, minuteOf: MinuteOf): { from: number; to: number } {
  const end = idAfter(desk, untilOf(desk, now), minuteOf);
  if ("fromId" in question) {
    const from = Math.max(0, question.fromId);
    return { from, to: Math.min(end, from + question.limit) };
  }
  const to = question.to === null ? end : Math.min(end, idAfter(desk, question.to, minuteOf));
  if (question.from === null) return { from: Math.max(0, to - question.limit), to };
  const from = idAfter(desk, question.from - 1, minuteOf);
  return { from, to: Math.min(to, from + question.limit) };
}

function readTrades(desk: Desk, question: TradeQuestion, now: UnixMs, minuteOf: MinuteOf): VenueTrade[] {
  const { from, to } = idsAsked(desk, question, now, minuteOf);
  const trades: VenueTrade[] = [];
  for (let id = from; id < to; id++) {
    const minute = minuteOf(desk, desk.pair.firstMinute + Math.floor(id / desk.pair.tradesPerMinute));
    const place = id - minute.firstId;
    trades.push({
      id,
      at: minute.at[place] ?? 0,
      price: minute.price[place] ?? 0,
      quantity: minute.quantity[place] ?? 0,
      buyerIsMaker: minute.takerSold[place] === 1,
    });
  }
  return trades;
}

/** The rolling day from its hours; the oldest one counts by the part that is within. */
function dayOf(desk: Desk, hours: ReturnType<Venue["candles"]>, now: UnixMs, minuteOf: MinuteOf): DayTicker | null {
  const until = untilOf(desk, now);
  const from = now - DAY_MS;
  const within = hours.filter((hour) => hour.closeAt >= from);
  const [oldest] = within;
  const newest = within.at(-1);
  if (oldest === undefined || newest === undefined) return null;
  const multiplier = desk.pair.multiplier;
  const partOf = (openAt: UnixMs) => Math.min(1, (openAt + HOUR_MS - from) / HOUR_MS);
  const sum = (read: (hour: (typeof hours)[number]) => number) =>
    within.reduce((total, hour) => total + read(hour) * partOf(hour.openAt), 0);
  return {
    open: desk.path.priceAt(Math.max(from, oldest.openAt)) * multiplier,
    high: Math.max(...within.map(({ high }) => high)),
    low: Math.min(...within.map(({ low }) => low)),
    last: desk.path.priceAt(until) * multiplier,
    volume: sum(({ volume }) => volume),
    quoteVolume: sum(({ quoteVolume }) => quoteVolume),
    firstId: idAfter(desk, from - 1, minuteOf),
    lastId: idAfter(desk, until, minuteOf) - 1,
  };
}
