import { DAY_MS, HOUR_MS, MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { MarketChart } from "./market";

export interface ChartSource {
  /** Price at an instant; null where the coin has none. */
  priceAt(at: UnixMs): Usd | null;
  /** Rolling 24 h volume at an instant. */
  volumeAt(at: UnixMs): Usd | null;
  readonly supply: number | null;
}

/** The provider's own granularity: five minutes for a day, hours up to 90 days, days beyond. */
export function chartStepMs(days: number): number {
  if (days <= 1) return 5 * MINUTE_MS;
  return days <= 90 ? HOUR_MS : DAY_MS;
}

/** The history of `days` before `now` in the shape of `/market_chart`: points on the grid, then one at `now` itself. */
export function buildChart(days: number, now: UnixMs, source: ChartSource): MarketChart {
  const step = chartStepMs(days);
  const prices: MarketChart["prices"] = [];
  const caps: MarketChart["market_caps"] = [];
  const volumes: MarketChart["total_volumes"] = [];
  const add = (at: UnixMs): void => {
    const price = source.priceAt(at);
    if (price === null) return;
    prices.push([at, price]);
    caps.push([at, source.supply === null ? null : Math.round(price * source.supply)]);
    volumes.push([at, source.volumeAt(at)]);
  };
  for (let at = Math.ceil((now - days * DAY_MS) / step) * step; at < now; at += step) add(at);
  add(now);
  return { prices, market_caps: caps, total_volumes: volumes };
}
