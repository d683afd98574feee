import { DAY_MS, HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { RankWindow } from "./rank-move";

/** Rank windows: how far back, and how far from that moment the stored ranking may lie. A week back only hours are kept. */
export const rankWindows: Record<RankWindow, { readonly lengthMs: number; readonly toleranceMs: number }> = {
  "15m": { lengthMs: 15 * MINUTE_MS, toleranceMs: 5 * MINUTE_MS },
  "1h": { lengthMs: HOUR_MS, toleranceMs: 5 * MINUTE_MS },
  "24h": { lengthMs: DAY_MS, toleranceMs: 15 * MINUTE_MS },
  "7d": { lengthMs: 7 * DAY_MS, toleranceMs: HOUR_MS },
};

/** Earlier rankings are read anew this often (half a slot: as long as the nearest one stays the nearest), and age meanwhile. */
export const PAST_RANKINGS_EVERY_MS = 2.5 * MINUTE_MS;

/** Whether a ranking written at `at`, and read a while ago, may still stand for one window before `now`. */
export function isNearWindow(window: RankWindow, at: UnixMs, now: UnixMs): boolean {
  const { lengthMs, toleranceMs } = rankWindows[window];
  const offset = at - (now - lengthMs);
  return offset <= toleranceMs && offset >= -(toleranceMs + PAST_RANKINGS_EVERY_MS);
}
