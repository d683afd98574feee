"use client";

import { useEffect } from "react";

const FRAMED = "toured";

function firstVisible(selector: string): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  return all.find((element) => element.getClientRects().length > 0) ?? null;
}

/** Frames what a step is about and brings it into sight; whatever is drawn anew is framed anew. */
export function useFrame(selector: string | null): void {
  useEffect(() => {
    if (selector === null) return;
    let framed: HTMLElement | null = null;
    const frame = () => {
      const target = firstVisible(selector);
      if (target === framed) return;
      if (framed !== null) delete framed.dataset[FRAMED];
      framed = target;
      if (target === null) return;
      target.dataset[FRAMED] = "";
      target.scrollIntoView({ block: "nearest" });
    };
    frame();
    // A page that the tour went to, or a list that moved on, has other elements a moment later.
    const timer = setInterval(frame, 500);
    return () => {
      clearInterval(timer);
      if (framed !== null) delete framed.dataset[FRAMED];
    };
  }, [selector]);
}
