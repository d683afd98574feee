import type { Usd } from "@/lib/market/units";
import { DASH, MINUS } from "./glyph";

const UNITS = ["", "K", "M", "B", "T"] as const;
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

function threeSignificant(value: number): string {
  if (Number(value.toFixed(2)) < 10) return value.toFixed(2);
  if (Number(value.toFixed(1)) < 100) return value.toFixed(1);
  return whole.format(value);
}

function compactDigits(magnitude: number): string {
  if (Number(magnitude.toFixed(2)) < 100) return magnitude.toFixed(2);
  if (Math.round(magnitude) < 10_000) return whole.format(magnitude);
  let value = magnitude;
  let unit = 0;
  // Round first, then choose the unit: 999,950 is 1.00M, never 1,000K.
  while (unit < UNITS.length - 1 && Math.round(value) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  return `${threeSignificant(value)}${UNITS[unit]}`;
}

/** Digits and unit without currency, for a column whose header says "$": 4310000000 → "4.31B". Null is a dash. */
export function compactUsdDigits(usd: Usd | null): string {
  if (usd === null) return DASH;
  return `${usd < 0 ? MINUS : ""}${compactDigits(Math.abs(usd))}`;
}

/** US dollars in three significant digits: 43.8M, 912M, 1.23T; 100 to 9,999 whole; below 100 two decimals. */
export function formatCompactUsd(usd: Usd | null): string {
  if (usd === null) return DASH;
  return `${usd < 0 ? MINUS : ""}$${compactDigits(Math.abs(usd))}`;
}
