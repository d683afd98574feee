import type { Usd } from "@/lib/market/units";
import { DASH } from "./glyph";

/** A price may leave its bracket by this share before its decimals change, so that they do not jitter at the edge. */
const HYSTERESIS = 0.1;
const MOST_DECIMALS = 40;
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

function naturalDecimals(price: Usd): number {
  const significant = price >= 1 ? 5 : 4;
  // toExponential rounds first, so 9,999.96 already counts as 10,000 and 0.99996 as 1.
  const exponent = Number(price.toExponential(significant - 1).split("e")[1]);
  if (exponent >= 4) return 0;
  return Math.min(MOST_DECIMALS, exponent >= 0 ? 4 - exponent : 3 - exponent);
}

function bracketOf(decimals: number): [low: Usd, high: Usd] {
  if (decimals === 0) return [10_000, Number.POSITIVE_INFINITY];
  if (decimals < 4) return [10 ** (4 - decimals), 10 ** (5 - decimals)];
  if (decimals === 4) return [0.1, 10];
  return [10 ** (3 - decimals), 10 ** (4 - decimals)];
}

/** Decimals for a price in US dollars: those it had, until it has left their bracket by 10 %. */
export function priceDecimals(price: Usd, previous: number | null = null): number {
  if (previous === null) return naturalDecimals(price);
  const [low, high] = bracketOf(previous);
  const stays = price >= low * (1 - HYSTERESIS) && price < high * (1 + HYSTERESIS);
  return stays ? previous : naturalDecimals(price);
}

function grouped(fixed: string): string {
  const [whole = "", fraction] = fixed.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** Digits of a price without its currency, for a column whose header says "$": 0.00001234 → "0.0₄1234". */
export function priceDigits(price: Usd | null, decimals: number | null = null): string {
  if (price === null) return DASH;
  const fixed = price.toFixed(decimals ?? naturalDecimals(price));
  const zeros = /^0\.(0{4,})(\d+)$/.exec(fixed);
  if (zeros === null) return grouped(fixed);
  const count = String(zeros[1]?.length ?? 0).replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)] ?? digit);
  return `0.0${count}${zeros[2]}`;
}

/** A price in US dollars: five significant digits from 1 up, four below, whole from 10,000. Null is a dash. */
export function formatPrice(price: Usd | null, decimals: number | null = null): string {
  return price === null ? DASH : `$${priceDigits(price, decimals)}`;
}

/** The same price for a screen reader, in full and without subscripts. */
export function spokenPrice(price: Usd | null, decimals: number | null = null): string {
  return price === null ? "unknown price" : `$${grouped(price.toFixed(decimals ?? naturalDecimals(price)))}`;
}
