import { clamp } from "@/lib/statistics/clamp";

/** No feature weighs more than five deviations. */
const LIMIT = 5;

/** A feature in deviations from what was usual in the training days, −5…5. */
export function standardise(value: number, centre: number, scale: number): number {
  return clamp((value - centre) / scale, -LIMIT, LIMIT);
}
