import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RankChangesData } from "@/lib/contracts/http/rank-changes";
import { type FeedMove, followMoves, holdMoves } from "./follow-moves";

/** The moves to draw, held while the reader reads; `apply` shows the newest all the same. */
export function useFeedMoves(data: RankChangesData, isRead: boolean, paused: boolean) {
  const known = useRef<readonly FeedMove[]>([]);
  const newest = useMemo(() => followMoves(known.current, data.changes), [data]);
  const [shown, setShown] = useState<readonly FeedMove[]>(newest);
  const isFree = !(isRead || paused);
  useEffect(() => {
    known.current = newest;
    if (isFree) setShown(newest);
  }, [newest, isFree]);
  const apply = useCallback(() => setShown(newest), [newest]);
  // Under an empty list nobody loses his place.
  if (isFree || (shown.length === 0 && !paused)) return { moves: newest, waiting: 0, apply };
  const held = holdMoves(shown, newest, paused);
  return { moves: held.shown, waiting: held.waiting, apply };
}
