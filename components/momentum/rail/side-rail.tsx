"use client";

import { X } from "lucide-react";
import { type ReactNode, type SyntheticEvent, useEffect, useLayoutEffect, useRef } from "react";
import type { Rail } from "./use-rail";

export interface SideRailProps {
  readonly rail: Rail;
  /** The drawer lies over it: what is hidden must not take the focus. */
  readonly covered: boolean;
  /** The feed of rank changes. */
  readonly changes: ReactNode;
  /** The map and list of clusters; null while there is none. */
  readonly clusters: ReactNode;
}

function RailSheet({ onClose, children }: { readonly onClose: () => void; readonly children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the sheet leaves the page: afterwards the browser no longer knows where the focus came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Side rail"
      data-testid="rail-sheet"
      onCancel={cancel}
      className="fixed inset-y-0 right-0 left-auto z-60 m-0 h-dvh max-h-none w-full max-w-none flex-col border-line bg-surface-1 text-fg shadow-float backdrop:bg-bg/60 open:flex sm:w-90 sm:border-l"
    >
      <div className="flex justify-end px-2 pt-2">
        <button type="button" className="icon-button" aria-label="Close the rail" onClick={onClose}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** Beside the list where there is room, over it as a sheet where there is none: what changed, and what belongs together. */
export function SideRail({ rail, covered, changes, clusters }: SideRailProps) {
  const aside = useRef<HTMLElement>(null);
  const focused = useRef<Element | null>(null);
  useEffect(() => {
    const { current } = focused;
    if (!covered && document.activeElement === document.body && current instanceof HTMLElement) current.focus();
    if (!covered) focused.current = null;
  }, [covered]);

  if (!rail.isOpen) return null;
  const parts = (
    <>
      {rail.mode === "clusters" ? null : <div className="flex min-h-0 flex-1 flex-col">{changes}</div>}
      {rail.mode === "changes" || clusters === null ? null : (
        <div className="flex max-h-1/2 min-h-0 flex-col border-line border-t">{clusters}</div>
      )}
    </>
  );
  if (rail.isNarrow) return <RailSheet onClose={rail.closeSheet}>{parts}</RailSheet>;
  return (
    <aside
      ref={aside}
      aria-label="Side rail"
      className="side-rail"
      data-testid="side-rail"
      inert={covered}
      // A coin opened from here covers the rail; the focus comes back to it.
      onFocus={(event) => {
        focused.current = event.target;
      }}
    >
      {parts}
    </aside>
  );
}
