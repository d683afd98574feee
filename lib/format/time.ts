import type { UnixMs } from "@/lib/market/units";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Time of day in UTC: "14:03:07". */
export function formatClock(at: UnixMs): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** Time of day in UTC without seconds: "14:03". */
export function formatClockMinutes(at: UnixMs): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** The full moment with its zone: "2026-11-21 14:03 UTC". */
export function formatMoment(at: UnixMs): string {
  return `${formatDay(at)} ${formatClockMinutes(at)} UTC`;
}

/** The date in UTC: "2026-11-21". */
export function formatDay(at: UnixMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Day, month and time in UTC for a tag: "12 Nov 09:00". */
export function formatDayClock(at: UnixMs): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${formatClockMinutes(at)}`;
}
