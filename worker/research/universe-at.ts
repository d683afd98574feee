import type { HourRange } from "@/lib/market/hour-ranges";
import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";

/** A daily board tells who was in the universe until this long after it. */
const BOARD_HOLDS_MS = 2 * DAY_MS;

/** Whether boards told of every hour of the range who was in the universe. */
export function boardsReach(boards: readonly UnixMs[], { from, to }: HourRange): boolean {
  const inside = boards.filter((at) => at < to);
  const [first] = inside;
  if (first === undefined || first > from) return false;
  return inside.every((at, index) => (inside[index + 1] ?? to) - at <= BOARD_HOLDS_MS);
}

/**
 * 1 where the coin had a rank on the last board before the hour began. Hours that no board tells of count as in, because
 * nobody knows; null when there is no board at all.
 */
export function membershipOf(
  boards: readonly UnixMs[],
  ranked: readonly UnixMs[],
  { from, to }: HourRange,
): Uint8Array | null {
  if (boards.length === 0) return null;
  const hasRank = new Set(ranked);
  const member = new Uint8Array(Math.round((to - from) / HOUR_MS)).fill(1);
  let board = -1;
  for (let bar = 0; bar < member.length; bar++) {
    const at = from + bar * HOUR_MS;
    while ((boards[board + 1] ?? Number.POSITIVE_INFINITY) <= at) board += 1;
    const last = boards[board];
    if (last !== undefined && at - last <= BOARD_HOLDS_MS && !hasRank.has(last)) member[bar] = 0;
  }
  return member;
}
