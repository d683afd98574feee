"use client";

import { useEffect, useRef } from "react";

const SHOW_AFTER_MS = 140;
const GAP = 6;

function place(box: HTMLElement, target: Element): void {
  const at = target.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, window.innerWidth - box.offsetWidth - 8));
  const below = at.bottom + GAP + box.offsetHeight < window.innerHeight;
  box.style.left = `${left}px`;
  box.style.top = `${below ? at.bottom + GAP : at.top - GAP - box.offsetHeight}px`;
}

/**
 * Shows the `data-hint` of whatever is hovered, focused or tapped. One box for the whole page, so that hundreds of
 * cells can explain themselves for free; screen readers get the same words from the cells.
 */
export function HintLayer() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      if (box.current) box.current.style.visibility = "hidden";
    };
    const show = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest("[data-hint]") : null;
      hide();
      const text = target?.getAttribute("data-hint");
      if (!target || !text) return;
      timer = setTimeout(
        () => {
          if (!box.current || !target.isConnected) return;
          box.current.textContent = text;
          place(box.current, target);
          box.current.style.visibility = "visible";
        },
        event.type === "pointerover" ? SHOW_AFTER_MS : 0,
      );
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    document.addEventListener("pointerover", show);
    document.addEventListener("focusin", show);
    document.addEventListener("keydown", onKey);
    window.addEventListener("scroll", hide, { passive: true, capture: true });
    return () => {
      hide();
      document.removeEventListener("pointerover", show);
      document.removeEventListener("focusin", show);
      document.removeEventListener("keydown", onKey);
      window.removeEventListener("scroll", hide, { capture: true });
    };
  }, []);
  return (
    <div
      ref={box}
      aria-hidden="true"
      className="pointer-events-none invisible fixed top-0 left-0 z-70 w-max max-w-[320px] rounded-chip border border-line bg-surface-3 px-2 py-1 text-fg text-meta shadow-float"
    />
  );
}
