import { DAY_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { Mute } from "./rule";

const DAY_MINUTES = 1_440;

function minuteOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Whether a moment lies in one of the windows (UTC). A window that ends before it begins goes on past midnight. */
export function isMuted(mutes: readonly Mute[], at: UnixMs): boolean {
  if (mutes.length === 0) return false;
  const day = Math.floor(at / DAY_MS);
  const minute = Math.floor((at - day * DAY_MS) / MINUTE_MS);
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  const yesterday = (weekday + 6) % 7;
  return mutes.some(({ days, from, to }) => {
    const start = minuteOf(from);
    const end = minuteOf(to) <= start ? minuteOf(to) + DAY_MINUTES : minuteOf(to);
    const today = days.includes(weekday) && minute >= start && minute < end;
    return today || (days.includes(yesterday) && minute + DAY_MINUTES < end);
  });
}
