"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";

export interface PopoverProps {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly children: ReactNode;
  readonly align?: "start" | "end";
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A small layer beside its trigger: Esc or a click outside closes it and focus goes back. */
export function Popover({ trigger, label, children, align = "start", open, onOpenChange }: PopoverProps) {
  const control = { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) };
  return (
    <Base.Root {...control}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} collisionPadding={8} className="z-70">
          <Base.Popup
            aria-label={label}
            className="max-h-[min(70dvh,560px)] max-w-[calc(100vw-16px)] overflow-y-auto rounded-card border border-line bg-surface-1 p-3 text-body text-fg shadow-float outline-none"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
