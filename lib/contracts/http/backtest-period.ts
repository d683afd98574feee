import { DAY_MS, HOUR_MS, hourOf, type UnixMs } from "@/lib/market/units";
import type { BacktestBody } from "./backtest-body";

export interface BodyMistake {
  readonly path: string;
  readonly message: string;
}

/** Whole hours: the first instant that may trade and the instant at which it ends. */
export interface Period {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** Fewer hours than a day leave a score nothing to trade on. */
export const HOURS_MIN = 24;
export const DAYS_MAX = 5 * 366;
/** Two folds of a walk-forward are fifty whole days, whatever hour the first one begins at. */
export const WALK_FORWARD_DAYS_MIN = 51;
/** No venue has hourly prices from before. */
const OLDEST: UnixMs = Date.UTC(2010, 0, 1);

const isDay = (text: string): boolean => text.length === "2026-05-01".length;
const ceilHour = (at: UnixMs): UnixMs => Math.ceil(at / HOUR_MS) * HOUR_MS;
const dayText = (at: UnixMs): string => new Date(at).toISOString().slice(0, 10);

/**
 * The hours that a body's two dates mean. `now` is market time: the hour that it lies in is not closed yet, so a period to
 * today ends at the last hour that is.
 */
export function readPeriod(
  body: Pick<BacktestBody, "start_date" | "end_date" | "walk_forward">,
  now: UnixMs,
): { period: Period; mistakes: readonly BodyMistake[] } {
  const from = ceilHour(Date.parse(body.start_date));
  const end = Date.parse(body.end_date);
  const wished = isDay(body.end_date) ? end + DAY_MS : hourOf(end);
  const period = { from, to: Math.min(wished, hourOf(now)) };
  return { period, mistakes: mistakesOf(period, end, now, body.walk_forward) };
}

function mistakesOf({ from, to }: Period, end: UnixMs, now: UnixMs, walkForward: boolean): readonly BodyMistake[] {
  const future = `must not be in the future; the market's time is ${new Date(hourOf(now)).toISOString().slice(0, 16)}Z`;
  const ahead = [
    ...(from >= hourOf(now) ? [{ path: "start_date", message: future }] : []),
    ...(end > now ? [{ path: "end_date", message: future }] : []),
  ];
  if (ahead.length > 0) return ahead;
  if (from < OLDEST) return [{ path: "start_date", message: `must not be before ${dayText(OLDEST)}` }];
  if (from > end) return [{ path: "end_date", message: `must not be before start_date (${dayText(from)})` }];
  const hours = Math.round((to - from) / HOUR_MS);
  if (hours < HOURS_MIN) {
    return [
      { path: "end_date", message: `must leave at least ${HOURS_MIN} closed hours to trade, and these are ${hours}` },
    ];
  }
  if (hours > DAYS_MAX * 24) {
    return [
      {
        path: "start_date",
        message: `must be at most ${DAYS_MAX.toLocaleString("en-US")} days (5 years) before end_date`,
      },
    ];
  }
  if (walkForward && hours < WALK_FORWARD_DAYS_MIN * 24) {
    const days = Math.floor(hours / 24);
    return [{ path: "walk_forward", message: `needs at least ${WALK_FORWARD_DAYS_MIN} days, and these are ${days}` }];
  }
  return [];
}
