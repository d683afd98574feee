"use client";

import { useEffect, useRef } from "react";

export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TEXT_FIELDS = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** A key typed into a field or a layer, or while one is open that needs its Esc to close, wherever the focus is. */
function isForAnother({ target }: KeyboardEvent): boolean {
  if (target instanceof Element && target.closest(`${TEXT_FIELDS}, [role=dialog]`)) return true;
  return document.querySelector("dialog:modal, [role=dialog]:popover-open") !== null;
}

/** Keys for the whole page by `event.key`; off in text fields, with a modifier, in a layer, and under a modal dialog. */
export function useShortcuts(shortcuts: Shortcuts, lettersOn: boolean): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isForAnother(event)) return;
      if (!lettersOn && event.key.length === 1) return;
      const run = latest.current[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [lettersOn]);
}
