"use client";

import { type ComponentProps, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";

const GAP = 6;
const EDGE = 8;

export interface PopoverProps {
  readonly label: string;
  readonly trigger: Omit<ComponentProps<"button">, "ref" | "type"> & {
    readonly "data-testid"?: string;
    readonly "data-command"?: string;
  };
  readonly triggerRef?: RefObject<HTMLButtonElement | null>;
  readonly children: ReactNode;
  readonly align?: "start" | "end";
}

function clamp(wished: number, size: number, room: number): number {
  return Math.max(EDGE, Math.min(wished, room - size - EDGE));
}

function place(popup: HTMLElement, trigger: Element, align: "start" | "end"): void {
  const at = trigger.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = align === "start" ? at.left : at.right - popup.offsetWidth;
  popup.style.left = `${clamp(left, popup.offsetWidth, clientWidth)}px`;
  popup.style.top = `${clamp(at.bottom + GAP, popup.offsetHeight, clientHeight)}px`;
}

/** A small layer beside its trigger: the browser closes it on Esc or a click outside and gives the focus back. */
export function Popover({ label, trigger, triggerRef, children, align = "start" }: PopoverProps) {
  const id = useId();
  const ownRef = useRef<HTMLButtonElement>(null);
  const button = triggerRef ?? ownRef;
  const popup = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const [layer, beside] = [popup.current, button.current];
    if (!open || layer === null || beside === null) return;
    const follow = () => place(layer, beside, align);
    follow();
    layer.style.visibility = "visible";
    layer.focus({ preventScroll: true });
    window.addEventListener("scroll", follow, { passive: true });
    window.addEventListener("resize", follow);
    // What is inside may come later than the layer.
    const size = new ResizeObserver(follow);
    size.observe(layer);
    return () => {
      size.disconnect();
      layer.style.visibility = "";
      window.removeEventListener("scroll", follow);
      window.removeEventListener("resize", follow);
    };
  }, [open, align, button]);

  return (
    <>
      <button {...trigger} ref={button} type="button" popoverTarget={id} aria-haspopup="dialog" />
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        // Not seen before it has its place.
        className="invisible m-0 max-h-[min(70dvh,560px)] max-w-[calc(100vw-16px)] overflow-y-auto rounded-card border border-line bg-surface-1 p-3 text-body text-fg shadow-float outline-none"
        onToggle={(event) => {
          if (event.target === event.currentTarget) setOpen(event.newState === "open");
        }}
      >
        {open ? children : null}
      </div>
    </>
  );
}
