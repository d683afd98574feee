import type { UnixMs } from "@/lib/market/units";
import { offsetName, readerZone, UTC, zoneOffsetMs } from "./zone";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** The instant whose UTC face shows what the zone's clocks show. */
function shifted(at: UnixMs, zone: string): Date {
  return new Date(at + zoneOffsetMs(zone, at));
}

/** Time of day where the reader is: "14:03:07". */
export function formatClock(at: UnixMs, zone = readerZone()): string {
  return shifted(at, zone).toISOString().slice(11, 19);
}

/** Time of day without seconds: "14:03". */
export function formatClockMinutes(at: UnixMs, zone = readerZone()): string {
  return shifted(at, zone).toISOString().slice(11, 16);
}

/** What the clocks that show this time are called: "UTC", "UTC+1". */
export function formatZone(at: UnixMs, zone = readerZone()): string {
  return offsetName(zoneOffsetMs(zone, at));
}

/** The full moment with its zone: "2026-11-21 14:03 UTC". */
export function formatMoment(at: UnixMs, zone = readerZone()): string {
  return `${formatReaderDay(at, zone)} ${formatClockMinutes(at, zone)} ${formatZone(at, zone)}`;
}

/** The day that a moment falls on where the reader is: "2026-11-21". */
export function formatReaderDay(at: UnixMs, zone = readerZone()): string {
  return shifted(at, zone).toISOString().slice(0, 10);
}

/** A day of the market's calendar, which is UTC for everybody: "2026-11-21". */
export function formatDay(at: UnixMs): string {
  return formatReaderDay(at, UTC);
}

/** Day, month and time for a tag: "12 Nov 09:00". */
export function formatDayClock(at: UnixMs, zone = readerZone()): string {
  const date = shifted(at, zone);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${formatClockMinutes(at, zone)}`;
}
