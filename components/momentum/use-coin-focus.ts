"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { ListState } from "@/hooks/list-state";

/** Real focus that walks the coins of a list, also where they are not drawn yet. */
export function useCoinFocus(list: ListState, area: RefObject<HTMLElement | null>, onFocused: (index: number) => void) {
  const [index, setIndex] = useState<number | null>(null);
  const wanted = useRef<number | null>(null);
  const sought = useRef<number | null>(null);
  const total = list.total ?? 0;

  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const onFocusIn = (event: FocusEvent) => {
      const text = event.target instanceof HTMLElement ? event.target.dataset.index : undefined;
      if (text !== undefined) setIndex(Number(text));
    };
    const onFocusOut = (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) && wanted.current === null)
        setIndex(null);
    };
    element.addEventListener("focusin", onFocusIn);
    element.addEventListener("focusout", onFocusOut);
    return () => {
      element.removeEventListener("focusin", onFocusIn);
      element.removeEventListener("focusout", onFocusOut);
    };
  }, [area]);

  // The pinned row is drawn wherever it is; once it is there it takes the focus.
  useEffect(() => {
    if (wanted.current === null) return;
    const link = area.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (!link) {
      // A row that is not read yet is read once it is on screen.
      if (sought.current !== wanted.current)
        area.current?.querySelector(`[data-place="${wanted.current}"]`)?.scrollIntoView({ block: "center" });
      sought.current = wanted.current;
      return;
    }
    sought.current = null;
    const reached = wanted.current;
    wanted.current = null;
    link.focus({ preventScroll: true });
    link.closest("[data-item]")?.scrollIntoView({ block: "nearest" });
    onFocused(reached);
  });

  const last = useRef(0);
  const moveTo = useCallback(
    (next: number) => {
      if (total === 0) return;
      const clamped = Math.max(0, Math.min(next, total - 1));
      wanted.current = clamped;
      last.current = clamped;
      setIndex(clamped);
    },
    [total],
  );
  const move = useCallback(
    (by: number) =>
      moveTo(index === null && wanted.current === null ? last.current : (wanted.current ?? index ?? 0) + by),
    [moveTo, index],
  );
  return { index, move, moveTo };
}
