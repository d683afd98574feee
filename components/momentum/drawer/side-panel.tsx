"use client";

import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef, useSyncExternalStore } from "react";

const SHEET_QUERY = "(max-width: 1024px)";

function subscribeToWidth(onChange: () => void): () => void {
  const query = window.matchMedia(SHEET_QUERY);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** True where the drawer is a modal sheet because there is no room beside the list. */
function useIsSheet(): boolean {
  return useSyncExternalStore(
    subscribeToWidth,
    () => window.matchMedia(SHEET_QUERY).matches,
    () => false,
  );
}

export interface SidePanelProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A panel over the rail: not modal on a wide screen, so that the list stays usable; a modal sheet on a narrow one.
 * The native dialog gives the sheet its focus trap; focus that was inside goes back to where it came from.
 */
export function SidePanel({ label, onClose, children }: SidePanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isSheet = useIsSheet();

  // Before the panel leaves the page, while it can still be told whether it holds the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const origin = document.activeElement;
    if (isSheet) element.showModal();
    else element.setAttribute("open", "");
    return () => {
      const heldFocus = isSheet || element.contains(document.activeElement);
      element.close();
      if (heldFocus && origin instanceof HTMLElement) origin.focus();
    };
  }, [isSheet]);

  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };

  return (
    <dialog
      ref={dialog}
      aria-label={label}
      data-testid="coin-drawer"
      onCancel={cancel}
      className="side-panel fixed right-0 left-auto z-60 m-0 max-h-none w-full max-w-none flex-col overflow-y-auto overscroll-contain border-line bg-surface-1 text-fg shadow-float open:flex sm:w-[520px] sm:border-l"
    >
      {children}
    </dialog>
  );
}
