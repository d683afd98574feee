import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";

/** An equity curve of hours: marked at the close of every bar, 1 before the first. */
export interface EquityCurve {
  readonly firstOpenAt: UnixMs;
  readonly equity: ArrayLike<number>;
}

/**
 * Return of every UTC day, as a fraction: E_d / E_(d−1) − 1, where E_d is the equity at the last close of the day and E_0 = 1.
 * Every day counts, also one without a position and the days at both ends that are not whole: the definition of jesse, and
 * of backtesting.py's daily resampling.
 */
export function dailyReturns({ firstOpenAt, equity }: EquityCurve): Float64Array {
  const hours = equity.length;
  if (hours === 0) return new Float64Array(0);
  const hoursOfFirstDay = Math.round((DAY_MS - (firstOpenAt % DAY_MS)) / HOUR_MS);
  const days = hours <= hoursOfFirstDay ? 1 : 1 + Math.ceil((hours - hoursOfFirstDay) / 24);
  const returns = new Float64Array(days);
  let before = 1;
  for (let day = 0; day < days; day++) {
    const last = Math.min(hours, hoursOfFirstDay + day * 24) - 1;
    const now = equity[last] as number;
    returns[day] = before > 0 ? now / before - 1 : 0;
    before = now;
  }
  return returns;
}
