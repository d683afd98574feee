import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { mix, uniform } from "./hash";
import { type HourlyWindow, levelBetween, type Slot } from "./hourly-window";
import { isoTime } from "./iso-time";
import { type MarketRow, type PeriodChanges, percentChange, significant } from "./market";

const WEEK_HOURS = 168;
const DEAD_SINCE_MS = 20 * DAY_MS;

/** The last instant at which a coin's feed spoke. */
export function heardAt({ traits }: Slot, at: UnixMs): UnixMs {
  if (traits.staleHours === 0) return at;
  const sleep = traits.staleHours * HOUR_MS;
  return Math.floor(at / sleep) * sleep;
}

function lastUpdatedAt(slot: Slot, at: UnixMs): string | null {
  const { traits, number } = slot;
  if (traits.unknown.lastUpdated) return null;
  if (traits.kind === "dead") return isoTime(Math.floor(at / DEAD_SINCE_MS) * DEAD_SINCE_MS);
  if (traits.staleHours > 0) return isoTime(heardAt(slot, at));
  const longest = number < 500 ? 60 : 300;
  const age = Math.floor(uniform(mix(mix(traits.key, 101), Math.floor(at / MINUTE_MS))) * longest);
  return isoTime(at - age * SECOND_MS - (at % SECOND_MS));
}

export function sparklineOf(window: HourlyWindow, slot: Slot, at: UnixMs): string {
  const { traits } = slot;
  const end = Math.floor(heardAt(slot, at) / HOUR_MS) - traits.sparklineLagHours;
  if (slot.sparklineHour === end) return slot.sparklineJson;
  const points: (number | null)[] = [];
  for (let hour = end - traits.sparklinePoints + 1; hour <= end; hour++) {
    const level = window.levelAt(slot, hour);
    if (!Number.isNaN(level)) points.push(significant(Math.exp(level), 7));
  }
  if (traits.unknown.sparklinePoint && points.length > 9) points[points.length - 7] = null;
  // Half of the dead coins keep a flat line, half have none.
  const none = traits.kind === "dead" && uniform(mix(traits.key, 102)) < 0.5;
  slot.sparklineHour = end;
  slot.sparklineJson = none ? "[]" : JSON.stringify(points);
  return slot.sparklineJson;
}

export function changesOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number): PeriodChanges {
  const bridge = window.bridgeOf(slot);
  const until = heardAt(slot, at);
  const change = (hours: number): number | null => {
    const level = levelBetween(slot, (hour) => window.levelAt(slot, hour), bridge, until - hours * HOUR_MS);
    const percent = Number.isNaN(level) ? null : percentChange(price, Math.exp(level));
    return percent === null ? null : significant(percent, 12);
  };
  const { unknown } = slot.traits;
  return {
    "1h": unknown.change1h ? null : change(1),
    "24h": unknown.change24h ? null : change(24),
    "7d": change(WEEK_HOURS),
  };
}

/** Highest and lowest price of 24 hours: the hourly closes, a little wick, and the price itself. */
function rangeOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number): { high: number; low: number } {
  const until = Math.floor(heardAt(slot, at) / HOUR_MS);
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let hour = until - 22; hour <= until; hour++) {
    const level = window.levelAt(slot, hour);
    if (Number.isNaN(level)) continue;
    highest = Math.max(highest, level);
    lowest = Math.min(lowest, level);
  }
  const wick = 0.35 * window.bridgeOf(slot).sigma;
  return {
    high: Math.max(price, significant(Math.exp(highest + wick))),
    low: Math.min(price, significant(Math.exp(lowest - wick))),
  };
}

function extremesOf({ traits }: Slot, price: number) {
  if (traits.listedHour !== null)
    return {
      ath: null,
      ath_change_percentage: null,
      ath_date: null,
      atl: null,
      atl_change_percentage: null,
      atl_date: null,
    };
  const ath = Math.max(price, significant(traits.basePrice * Math.exp(1 + 2 * uniform(mix(traits.key, 111)))));
  const atl = Math.min(price, significant(traits.basePrice * Math.exp(-1.5 - 2 * uniform(mix(traits.key, 112)))));
  const dateOf = (stream: number) => isoTime(Math.floor((17_500 + 2_000 * uniform(mix(traits.key, stream))) * DAY_MS));
  return {
    ath,
    ath_change_percentage: significant((price / ath - 1) * 100, 7),
    ath_date: dateOf(113),
    atl,
    atl_change_percentage: significant((price / atl - 1) * 100, 7),
    atl_date: dateOf(114),
  };
}

export interface MomentColumns {
  readonly price: Float64Array;
  readonly capUsd: Float64Array;
  readonly volumeUsd: Float64Array;
  readonly byMarketCap: Int32Array;
  /** Rank per slot, 0 for none. */
  readonly ranks: Int32Array;
}

const NO_DAY = {
  high_24h: null,
  low_24h: null,
  price_change_24h: null,
  price_change_percentage_24h: null,
  market_cap_change_24h: null,
  market_cap_change_percentage_24h: null,
} as const;

/** What a row says about the last 24 hours; all unknown when the change is. */
function dayOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number, cap: number | null) {
  const change = changesOf(window, slot, at, price)["24h"];
  if (change === null) return NO_DAY;
  const range = rangeOf(window, slot, at, price);
  const percent = significant(change, 7);
  const gained = change / (100 + change);
  return {
    high_24h: range.high,
    low_24h: range.low,
    price_change_24h: significant(price * gained),
    price_change_percentage_24h: percent,
    market_cap_change_24h: cap === null ? null : significant(cap * gained),
    market_cap_change_percentage_24h: cap === null ? null : percent,
  };
}

function suppliesOf({ traits }: Slot, price: number) {
  const { maxSupply } = traits;
  return {
    fully_diluted_valuation: maxSupply === null ? null : Math.round(price * maxSupply),
    circulating_supply: traits.unknown.cap ? null : significant(traits.supply, 12),
    total_supply: significant(traits.totalSupply, 12),
    max_supply: maxSupply === null ? null : significant(maxSupply, 12),
  };
}

export function rowOf(window: HourlyWindow, slot: Slot, at: UnixMs, columns: MomentColumns): MarketRow {
  const { traits, number } = slot;
  const price = columns.price[number] ?? 0;
  const cap = traits.unknown.cap ? null : Math.round(columns.capUsd[number] ?? 0);
  const rank = columns.ranks[number] ?? 0;
  return {
    id: traits.id,
    symbol: traits.symbol.toLowerCase(),
    name: traits.name,
    image: null,
    current_price: price,
    market_cap: cap,
    market_cap_rank: rank === 0 ? null : rank,
    total_volume: traits.unknown.volume ? null : Math.round(columns.volumeUsd[number] ?? 0),
    ...dayOf(window, slot, at, price, cap),
    ...suppliesOf(slot, price),
    ...extremesOf(slot, price),
    roi: null,
    last_updated: lastUpdatedAt(slot, at),
  };
}

/** A coin's price as its feed last told it. */
export function priceAt(window: HourlyWindow, slot: Slot, at: UnixMs): number {
  const level = levelBetween(slot, (hour) => window.levelAt(slot, hour), window.bridgeOf(slot), heardAt(slot, at));
  return significant(Math.exp(level));
}
