"use client";

import { useEffect, useRef } from "react";

export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TEXT_FIELDS = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** Keys for the whole page by `event.key`; off in text fields, with a modifier, in a layer, and under a modal dialog. */
export function useShortcuts(shortcuts: Shortcuts, lettersOn: boolean): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(`${TEXT_FIELDS}, [role=dialog]`)) return;
      // A modal dialog owns the keyboard: taking Esc from it would leave it open.
      if (document.querySelector("dialog:modal") !== null) return;
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
