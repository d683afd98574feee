"use client";

import { type RefObject, useCallback, useSyncExternalStore } from "react";

function subscribeToScroll(onChange: () => void): () => void {
  window.addEventListener("scroll", onChange, { passive: true });
  window.addEventListener("resize", onChange);
  return () => {
    window.removeEventListener("scroll", onChange);
    window.removeEventListener("resize", onChange);
  };
}

export interface WindowRangeOptions {
  readonly count: number;
  readonly rowHeight: number;
  readonly overscan: number;
  /** How many rows the server draws, before there is a window to measure. */
  readonly serverCount: number;
}

/** Which rows of equal height are in the browser's window; changes only when that changes, not at every scroll. */
export function useWindowRange(list: RefObject<HTMLElement | null>, options: WindowRangeOptions): [number, number] {
  const { count, rowHeight, overscan, serverCount } = options;
  const measure = useCallback(() => {
    const top = list.current?.getBoundingClientRect().top;
    if (top === undefined) return `0:${Math.min(serverCount, count)}`;
    const first = Math.floor(-top / rowHeight) - overscan;
    const last = Math.ceil((window.innerHeight - top) / rowHeight) + overscan;
    const start = Math.max(0, Math.min(first, count - 1));
    return `${start}:${Math.max(start, Math.min(last, count))}`;
  }, [list, count, rowHeight, overscan, serverCount]);
  const text = useSyncExternalStore(subscribeToScroll, measure, () => `0:${Math.min(serverCount, count)}`);
  const [start = 0, end = 0] = text.split(":").map(Number);
  return [start, end];
}
