"use client";

import { X } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useId,
  useLayoutEffect,
  useRef,
} from "react";

export interface DialogProps {
  readonly title: ReactNode;
  readonly width: 480 | 560;
  readonly onClose: () => void;
  /** What stays in sight at the foot while the rest scrolls. */
  readonly foot?: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDialogElement>) => void;
  readonly testId?: string;
  readonly children: ReactNode;
}

/**
 * A modal dialog; on a phone it is the whole screen. The native element traps the focus, closes on Esc and makes the page
 * behind it inert; the focus goes back to where it came from.
 */
export function Dialog({ title, width, onClose, foot, onKeyDown, testId, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const origin = document.activeElement;
    element.showModal();
    element.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      element.close();
      if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
    };
  }, []);

  const cancel = (event: SyntheticEvent) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    onClose();
  };

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className="app-dialog"
      style={{ "--dialog-width": `${width}px` } as CSSProperties}
      onCancel={cancel}
      onKeyDown={onKeyDown}
      data-testid={testId}
    >
      <header className="flex shrink-0 items-center gap-3 border-line border-b py-2 pr-2 pl-6 max-sm:pl-4">
        <h2 id={titleId} className="min-w-0 flex-1 truncate font-semibold text-body text-fg">
          {title}
        </h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 py-4 max-sm:px-4">{children}</div>
      {foot && <footer className="shrink-0 border-line border-t px-6 py-3 max-sm:px-4">{foot}</footer>}
    </dialog>
  );
}
