"use client";

import { type FocusEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";

const RELEASE_AFTER_MS = 600;
const TOUCH_HOLDS_MS = 3_000;

/** Handlers for a list that is held while a pointer is in it, focus is on a row, or a finger just scrolled it. */
export function useHold(onHold: (held: boolean) => void) {
  const reasons = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(() => {
    const settle = (after: number) => {
      clearTimeout(timer.current);
      if (reasons.current.size > 0) onHold(true);
      else timer.current = setTimeout(() => onHold(false), after);
    };
    const set = (reason: string, on: boolean) => {
      if (on) reasons.current.add(reason);
      else reasons.current.delete(reason);
      settle(RELEASE_AFTER_MS);
    };
    return {
      onPointerEnter: (event: PointerEvent) => event.pointerType === "mouse" && set("pointer", true),
      onPointerLeave: (event: PointerEvent) => event.pointerType === "mouse" && set("pointer", false),
      onFocus: () => set("focus", true),
      onBlur: (event: FocusEvent<HTMLElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget)) set("focus", false);
      },
      onTouchMove: () => {
        onHold(true);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => settle(0), TOUCH_HOLDS_MS);
      },
    };
  }, [onHold]);
}
