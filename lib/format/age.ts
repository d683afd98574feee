import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { formatReaderDay } from "./time";

/** After this an age says the date instead. */
const LONGEST_AGE_MS = 14 * DAY_MS;

function twoUnits(ageMs: number, large: number, small: number, names: readonly [string, string]): string {
  const minor = Math.floor((ageMs % large) / small);
  return `${Math.floor(ageMs / large)}${names[0]} ${minor}${names[1]}`;
}

/** How long ago something was, in market time: "now", "12s", "4m", "3h 12m", "2d 4h", beyond 14 days the date. */
export function formatAge(at: UnixMs, now: UnixMs): string {
  const ageMs = Math.max(0, now - at);
  if (ageMs < SECOND_MS) return "now";
  if (ageMs < MINUTE_MS) return `${Math.floor(ageMs / SECOND_MS)}s`;
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)}m`;
  if (ageMs < DAY_MS) return twoUnits(ageMs, HOUR_MS, MINUTE_MS, ["h", "m"]);
  if (ageMs <= LONGEST_AGE_MS) return twoUnits(ageMs, DAY_MS, HOUR_MS, ["d", "h"]);
  return formatReaderDay(at);
}

/** A length of time with the coarsest unit that keeps it readable: 30 → "30s", 2700 → "45m". */
export function formatDuration(durationMs: number): string {
  if (durationMs < SECOND_MS) return `${Math.round(durationMs)} ms`;
  return formatAge(0, Math.min(durationMs, LONGEST_AGE_MS));
}
