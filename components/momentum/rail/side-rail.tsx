"use client";

import { X } from "lucide-react";
import { type ReactNode, type SyntheticEvent, useEffect, useLayoutEffect, useRef } from "react";
import { Choice } from "@/components/ui/choice";
import type { Rail } from "./use-rail";

export interface SideRailProps {
  readonly rail: Rail;
  /** The drawer lies over it: what is hidden must not take the focus. */
  readonly covered: boolean;
  /** The feed of rank changes. */
  readonly changes: ReactNode;
  /** The map and list of clusters. */
  readonly clusters: ReactNode;
}

const modeOptions = [
  { value: "both", label: "Both" },
  { value: "changes", label: "Changes" },
  { value: "clusters", label: "Clusters" },
] as const;

function RailSheet({ rail, children }: { readonly rail: Rail; readonly children: ReactNode }) {
  const onClose = rail.closeSheet;
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
      <div className="flex items-center justify-between gap-2 pt-2 pr-2 pl-3">
        <Choice
          legend="What the rail holds"
          value={rail.mode === "off" ? "both" : rail.mode}
          onChange={rail.show}
          options={modeOptions}
        />
        <button type="button" className="icon-button" aria-label="Close the rail" onClick={onClose}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
      {/* Its own box: which part stands alone in it decides how tall that part is. */}
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
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
      {rail.mode === "changes" ? null : <div className="rail-clusters">{clusters}</div>}
    </>
  );
  if (rail.isNarrow) return <RailSheet rail={rail}>{parts}</RailSheet>;
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
