import { DAY_MS, hourOf, type UnixMs } from "@/lib/market/units";
import { median } from "@/lib/statistics/median";
import type { WhaleHour } from "./whale-report";

const DAYS = 7;
const DAYS_MIN = 3;
const WATCHED_SECONDS_MIN = 12 * 3_600;

export interface BaselineShare {
  /** Median whale share of the volume on the days before; null when too few of them were watched. */
  readonly share: number | null;
  readonly days: number;
}

/**
 * The whales' usual share of a coin's volume: the median over the seven 24 h windows before the last 24 h, cut at whole
 * hours. Only windows of which half was watched and in which anything was traded count.
 */
export function readBaselineShare(hours: readonly WhaleHour[], now: UnixMs): BaselineShare {
  const end = hourOf(now) - DAY_MS;
  const whales = new Float64Array(DAYS);
  const totals = new Float64Array(DAYS);
  const watched = new Float64Array(DAYS);
  for (const hour of hours) {
    const day = Math.ceil((end - hour.hour) / DAY_MS) - 1;
    if (day < 0 || day >= DAYS) continue;
    whales[day] = (whales[day] ?? 0) + hour.buyUsd + hour.sellUsd;
    totals[day] = (totals[day] ?? 0) + hour.totalUsd;
    watched[day] = (watched[day] ?? 0) + hour.watchedSeconds;
  }
  const shares: number[] = [];
  for (let day = 0; day < DAYS; day++) {
    const total = totals[day] ?? 0;
    if ((watched[day] ?? 0) >= WATCHED_SECONDS_MIN && total > 0) shares.push(Math.min(1, (whales[day] ?? 0) / total));
  }
  return { share: shares.length < DAYS_MIN ? null : median(shares), days: shares.length };
}
