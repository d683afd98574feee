import { DAY_MS, HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { RankWindow } from "./rank-move";

/** Rank windows: how far back, and how far from that moment the stored ranking may lie. A week back only hours are kept. */
export const rankWindows: Record<RankWindow, { readonly lengthMs: number; readonly toleranceMs: number }> = {
  "15m": { lengthMs: 15 * MINUTE_MS, toleranceMs: 5 * MINUTE_MS },
  "1h": { lengthMs: HOUR_MS, toleranceMs: 5 * MINUTE_MS },
  "24h": { lengthMs: DAY_MS, toleranceMs: 15 * MINUTE_MS },
  "7d": { lengthMs: 7 * DAY_MS, toleranceMs: HOUR_MS },
};

/** Whether a ranking written at `at` may stand for one window before `now`. */
export function isNearWindow(window: RankWindow, at: UnixMs, now: UnixMs): boolean {
  const { lengthMs, toleranceMs } = rankWindows[window];
  return Math.abs(at - (now - lengthMs)) <= toleranceMs;
}
