import { HOUR_MS, MINUTE_MS, type Usd } from "@/lib/market/units";
import type { CoinPath } from "./coin-path";
import { mix, uniform } from "./hash";
import type { SimulatedPair } from "./pair-book";
import type { WhaleEpisode } from "./venue";

/** All trades of a pair in one minute; there are always `tradesPerMinute` of them. */
export interface TradeMinute {
  readonly minute: number;
  readonly firstId: number;
  readonly at: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** 1 where the taker sold. */
  readonly takerSold: Uint8Array;
}

/** Order sizes follow Pareto's law: a mean exists, the variance hardly does. */
const TAIL = 1.5;
/** Chance that a trade begins a taker order; the others are further fills of the order before. */
const ORDER_CHANCE = 0.8;
/** How strongly takers lean towards the way the minute goes. */
const LEAN = 0.12;
const PLANTED_USD = 180_000;
/** A planted order, and all of an episode, as parts of what the pair usually trades in a day. */
const PLANTED_ORDER_SHARE = 0.008;
const PLANTED_EPISODE_SHARE = 0.6;
const FEWEST_PLANTED = 16;
const LARGEST_MULTIPLE = 10_000;

/** Mean of min(u^(−1/TAIL), cap) for a uniform u. */
function paretoMean(cap: number): number {
  const beyond = cap ** -TAIL;
  const power = 1 - 1 / TAIL;
  return (1 - beyond ** power) / power + beyond * cap;
}

/** What an episode adds: how many orders, and how large one is on average. */
export interface PlantedOrders {
  readonly perMinute: number;
  readonly meanUsd: Usd;
}

/** Enough large orders to be abnormal for the pair, whatever its size. */
export function plantedOrdersOf({ usualDayUsd }: SimulatedPair, { from, to }: WhaleEpisode): PlantedOrders {
  const meanUsd = Math.max(PLANTED_USD, PLANTED_ORDER_SHARE * usualDayUsd);
  const orders = Math.max(FEWEST_PLANTED, (PLANTED_EPISODE_SHARE * usualDayUsd) / meanUsd);
  return { perMinute: orders / ((to - from) / MINUTE_MS), meanUsd };
}

interface PlantedOrder {
  readonly start: number;
  readonly fills: number;
  readonly usd: Usd;
  readonly sold: number;
}

/** Whether a planted order comes in a minute: one in each of as many equal stretches as there are orders. */
function comesIn(pair: SimulatedPair, perMinute: number, age: number): boolean {
  if (perMinute >= 1) return true;
  const stretch = Math.floor(age * perMinute);
  const first = Math.ceil(stretch / perMinute);
  const length = Math.ceil((stretch + 1) / perMinute) - first;
  return age - first === Math.floor(uniform(mix(mix(pair.key, 133), stretch)) * length);
}

function plantedIn(pair: SimulatedPair, minute: number, episode: WhaleEpisode | null): PlantedOrder | null {
  const from = minute * MINUTE_MS;
  if (episode === null || from < episode.from || from + MINUTE_MS > episode.to) return null;
  const { perMinute, meanUsd } = plantedOrdersOf(pair, episode);
  if (!comesIn(pair, perMinute, minute - Math.ceil(episode.from / MINUTE_MS))) return null;
  const own = mix(mix(pair.key, 131), minute);
  const start = Math.floor(uniform(mix(own, 1)) * pair.tradesPerMinute);
  const fills = Math.min(pair.tradesPerMinute - start, 1 + Math.floor(uniform(mix(own, 2)) * 4));
  const usd = meanUsd * (0.7 + 0.6 * uniform(mix(own, 3)));
  return { start, fills, usd, sold: episode.kind === "distribution" ? 1 : 0 };
}

/** What the orders of a minute are drawn from. */
interface Hand {
  readonly key: number;
  readonly smallestUsd: Usd;
  readonly cap: number;
  readonly buyChance: number;
}

function dealHand(pair: SimulatedPair, path: CoinPath, minute: number): Hand {
  const orders = 1 + (pair.tradesPerMinute - 1) * ORDER_CHANCE;
  const minuteUsd = (pair.share * path.turnoverIn(Math.floor((minute * MINUTE_MS) / HOUR_MS))) / 60;
  const cap = Math.min(LARGEST_MULTIPLE, 69 * pair.tradesPerMinute);
  const rise = Math.log(path.priceAt((minute + 1) * MINUTE_MS) / path.priceAt(minute * MINUTE_MS));
  const usualRise = Math.max(1e-9, pair.traits.hourlySigma / Math.sqrt(60));
  return {
    key: mix(mix(pair.key, 132), minute),
    smallestUsd: minuteUsd / orders / paretoMean(cap),
    cap,
    buyChance: 0.5 + LEAN * Math.tanh(rise / usualRise),
  };
}

/**
 * The trades of a pair in a minute: a function of seed, coin and time, so that any trade can be asked for by its id or
 * its time. A taker order of several fills shows as trades of one millisecond and one side, as on a venue.
 */
export function tradesOfMinute(
  pair: SimulatedPair,
  path: CoinPath,
  minute: number,
  episode: WhaleEpisode | null,
): TradeMinute {
  const count = pair.tradesPerMinute;
  const trades: TradeMinute = {
    minute,
    firstId: (minute - pair.firstMinute) * count,
    at: new Float64Array(count),
    price: new Float64Array(count),
    quantity: new Float64Array(count),
    takerSold: new Uint8Array(count),
  };
  const hand = dealHand(pair, path, minute);
  const planted = plantedIn(pair, minute, episode);
  let place = 0;
  while (place < count) {
    const own = mix(hand.key, place);
    const at = Math.floor((minute + (place + uniform(mix(own, 1))) / count) * MINUTE_MS);
    if (planted !== null && place === planted.start) {
      place = fill(trades, pair, { ...planted, at, price: path.priceAt(at) });
      continue;
    }
    const last = planted !== null && place < planted.start ? planted.start : count;
    const fills = fillsFrom(hand.key, place, last);
    const usd = hand.smallestUsd * Math.min(hand.cap, uniform(mix(own, 2)) ** (-1 / TAIL));
    const sold = uniform(mix(own, 3)) < hand.buyChance ? 0 : 1;
    place = fill(trades, pair, { start: place, fills, usd, sold, at, price: path.priceAt(at) });
  }
  return trades;
}

function fillsFrom(key: number, start: number, last: number): number {
  let end = start + 1;
  while (end < last && uniform(mix(mix(key, end), 4)) >= ORDER_CHANCE) end += 1;
  return end - start;
}

interface Order extends PlantedOrder {
  readonly at: number;
  readonly price: Usd;
}

/** Writes an order's fills, each a tick worse than the one before; returns the next free place. */
function fill(trades: TradeMinute, pair: SimulatedPair, order: Order): number {
  const tick = 10 ** -pair.priceDecimals;
  const step = 10 ** -pair.quantityDecimals;
  const first = Math.max(1, Math.round((order.price * pair.multiplier) / tick));
  const worse = order.sold === 1 ? -1 : 1;
  for (let number = 0; number < order.fills; number++) {
    const place = order.start + number;
    const price = Math.max(1, first + worse * number) * tick;
    trades.at[place] = order.at;
    trades.price[place] = price;
    trades.quantity[place] = Math.max(1, Math.round(order.usd / order.fills / price / step)) * step;
    trades.takerSold[place] = order.sold;
  }
  return order.start + order.fills;
}
