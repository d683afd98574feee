import type { WireRankChange } from "@/lib/contracts/http/rank-changes";

/** A rank change with the moment from which on the page knows it with these ranks. */
export interface FeedMove {
  readonly change: WireRankChange;
  readonly since: number;
}

/** The newest list, each move dated from when it was first told: a coin that moves on is news again, one that stays is not. */
export function followMoves(before: readonly FeedMove[], changes: readonly WireRankChange[]): FeedMove[] {
  const known = new Map(before.map((move) => [move.change.id, move]));
  return changes.map((change) => {
    const told = known.get(change.id);
    const same = told !== undefined && told.change.current_rank === change.current_rank;
    return { change, since: same ? told.since : Date.parse(change.timestamp) };
  });
}

export interface HeldMoves {
  readonly shown: readonly FeedMove[];
  /** Coins of the newest list that are not shown yet. */
  readonly waiting: number;
}

/**
 * What a reader who is looking sees: rows neither come, go nor change places under his eyes. While he only looks, values keep
 * up; when he paused, nothing does.
 */
export function holdMoves(shown: readonly FeedMove[], newest: readonly FeedMove[], paused: boolean): HeldMoves {
  const shownIds = new Set(shown.map(({ change }) => change.id));
  const waiting = newest.reduce((count, { change }) => count + (shownIds.has(change.id) ? 0 : 1), 0);
  if (paused) return { shown, waiting };
  const byId = new Map(newest.map((move) => [move.change.id, move]));
  return { shown: shown.map((move) => byId.get(move.change.id) ?? move), waiting };
}
