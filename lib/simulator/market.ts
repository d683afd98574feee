import type { Percent, UnixMs, Usd } from "@/lib/market/units";

/** One row of `/coins/markets` without its optional columns; names and nulls are CoinGecko's. */
export interface MarketRow {
  readonly id: string;
  /** Lower case, as CoinGecko writes it; not unique. */
  readonly symbol: string;
  readonly name: string;
  readonly image: string | null;
  readonly current_price: Usd | null;
  readonly market_cap: Usd | null;
  readonly market_cap_rank: number | null;
  readonly fully_diluted_valuation: Usd | null;
  readonly total_volume: Usd | null;
  readonly high_24h: Usd | null;
  readonly low_24h: Usd | null;
  readonly price_change_24h: Usd | null;
  readonly price_change_percentage_24h: Percent | null;
  readonly market_cap_change_24h: Usd | null;
  readonly market_cap_change_percentage_24h: Percent | null;
  readonly circulating_supply: number | null;
  readonly total_supply: number | null;
  readonly max_supply: number | null;
  readonly ath: Usd | null;
  readonly ath_change_percentage: Percent | null;
  readonly ath_date: string | null;
  readonly atl: Usd | null;
  readonly atl_change_percentage: Percent | null;
  readonly atl_date: string | null;
  readonly roi: null;
  readonly last_updated: string | null;
}

/** Changes over periods that are answered only when asked for. */
export interface PeriodChanges {
  readonly "1h": Percent | null;
  readonly "24h": Percent | null;
  readonly "7d": Percent | null;
}

/**
 * The whole market at one tick. Coins are addressed by their place, 0 … size − 1, which means nothing beyond this moment.
 * Unknown caps and volumes are −1 in the sortable columns, so that they come last in descending order.
 */
export interface MarketMoment {
  readonly at: UnixMs;
  readonly size: number;
  /** Places in descending order of market cap: the order of the default listing. */
  readonly byMarketCap: Int32Array;
  readonly volumeUsd: Float64Array;
  id(place: number): string;
  symbol(place: number): string;
  name(place: number): string;
  placeOf(id: string): number | null;
  row(place: number): MarketRow;
  changes(place: number): PeriodChanges;
  /** The hourly closes of seven days as a JSON array: no timestamps, ends hours before `at`, fewer or no points for some coins. */
  sparklineJson(place: number): string;
  /** Whether a page of the default listing repeats the last row of the page before, as happens when ranks move. */
  pageDrifts(page: number): boolean;
  /** Category ids. */
  categories(place: number): readonly string[];
}

/** Points [time, value]; the last one is "now" and off the grid. */
export interface MarketChart {
  readonly prices: [UnixMs, Usd][];
  readonly market_caps: [UnixMs, Usd | null][];
  readonly total_volumes: [UnixMs, Usd | null][];
}

export interface Category {
  readonly id: string;
  readonly name: string;
}

/** A market that can be asked about any moment; the same question always has the same answer. */
export interface Market {
  readonly categories: readonly Category[];
  /** The instant that stands for `now`: answers do not change between two ticks. */
  tickAt(now: UnixMs): UnixMs;
  momentAt(tick: UnixMs): MarketMoment;
  /** The `days` before `to`, which is `now` unless told otherwise. Null for a coin that does not exist at `now`. */
  chart(id: string, days: number, now: UnixMs, to?: UnixMs): MarketChart | null;
}

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Rounds to significant digits, eight unless told otherwise: enough for a price of 3e-9, short enough for a page of
 * 42,000 numbers. Powers of ten up to 1e22 are exact, so the quotient prints as short as `toPrecision` would, and faster.
 */
export function significant(value: number, digits = 8): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const power = POWERS_OF_TEN[decimals];
  return power === undefined ? Number(value.toPrecision(digits)) : Math.round(value * power) / power;
}

/** Percent change from `before` to `after`, or null where it cannot be said. */
export function percentChange(after: number | null, before: number | null): Percent | null {
  if (after === null || before === null || !(before > 0)) return null;
  return ((after - before) / before) * 100;
}
