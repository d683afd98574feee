import { HOUR_MS, hourOf, SECOND_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { addOrder, addSum, mergeTrades, type TradeSegment } from "./trade-segment";
import type { WhaleHour } from "./whale-report";

export type KnownHours = ReadonlyMap<UnixMs, WhaleHour>;

export function emptyHour(hour: UnixMs): WhaleHour {
  return { hour, buyUsd: 0, sellUsd: 0, totalUsd: 0, orders: 0, watchedSeconds: 0 };
}

/** Counts a stretch of time as watched, in each of its hours. */
export function watch(from: UnixMs, until: UnixMs, hourAt: (hour: UnixMs) => WhaleHour): void {
  for (let hour = hourOf(from); hour < until; hour += HOUR_MS) {
    const milliseconds = Math.min(until, hour + HOUR_MS) - Math.max(from, hour);
    if (milliseconds <= 0) continue;
    const row = hourAt(hour);
    row.watchedSeconds = Math.min(3_600, row.watchedSeconds + milliseconds / SECOND_MS);
  }
}

/** Everything known so far: settled hours, segments, and the orders that are still open. */
export function readHours(
  base: KnownHours,
  segments: readonly TradeSegment[],
  liveUntil: UnixMs | null,
  minUsd: Usd,
): WhaleHour[] {
  const { own, rows } = copyOnWrite(base);
  for (const [index, segment] of segments.entries()) {
    for (const [hour, sum] of segment.hours) addSum(own(hour), sum);
    const order = mergeTrades(segment.open);
    if (order !== null) addOrder(own(hourOf(order.at)), order, minUsd);
    const isLast = index === segments.length - 1;
    watch(segment.from, isLast ? Math.max(segment.until, liveUntil ?? 0) : segment.until, own);
  }
  return [...rows.values()];
}

/** Hours from `since` on as they are up to the last closed order of the first segment: what may be stored beside its cursor. */
export function closedHours(base: KnownHours, first: TradeSegment, since: UnixMs): WhaleHour[] {
  const { own, rows } = copyOnWrite(new Map([...base].filter(([hour]) => hour >= hourOf(since))));
  for (const [hour, sum] of first.hours) addSum(own(hour), sum);
  watch(first.from, first.closedAt, own);
  return [...rows.values()];
}

function copyOnWrite(base: KnownHours) {
  const rows = new Map(base);
  const own = (hour: UnixMs): WhaleHour => {
    const known = rows.get(hour);
    if (known !== undefined && known !== base.get(hour)) return known;
    const copy = known === undefined ? emptyHour(hour) : { ...known };
    rows.set(hour, copy);
    return copy;
  };
  return { own, rows };
}
