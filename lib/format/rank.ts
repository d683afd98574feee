import { countOf } from "./count";
import { DASH, type Direction } from "./glyph";

/** A rank as "#5"; a coin without one gets a dash. */
export function formatRank(rank: number | null): string {
  return rank === null ? DASH : `#${rank}`;
}

export interface RankMovement {
  readonly direction: Direction;
  /** Places without sign, empty when unchanged. */
  readonly digits: string;
  /** "up 3 places, was 8". */
  readonly spoken: string;
}

/**
 * Positions gained since an earlier moment, from the wire's `rank_delta` (current minus previous, so −3 is a rise).
 * Null when no snapshot knows the earlier rank.
 */
export function rankMovement(rank: number | null, rankDelta: number | null): RankMovement | null {
  if (rank === null || rankDelta === null) return null;
  const gained = -rankDelta;
  const was = `was ${rank + gained}`;
  if (gained === 0) return { direction: "same", digits: "", spoken: "unchanged" };
  const direction = gained > 0 ? "up" : "down";
  return {
    direction,
    digits: String(Math.abs(gained)),
    spoken: `${direction} ${countOf(Math.abs(gained), "place")}, ${was}`,
  };
}
