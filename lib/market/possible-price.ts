import type { Usd } from "./units";

/** A price outside this range is a broken unit, and its ratios would not be numbers. Not a number is none. */
export function isPossiblePrice(price: Usd): boolean {
  return price > 1e-30 && price < 1e30;
}
