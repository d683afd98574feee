"use client";

import { useEffect, useRef } from "react";
import { ShortcutDesk, type ShortcutHandlers } from "./shortcut-desk";
import type { ScopeKey, ShortcutScope } from "./shortcut-table";

const TEXT_FIELDS = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

const desk = new ShortcutDesk<KeyboardEvent>();
let listeners = 0;

function isTyped({ target, isComposing }: KeyboardEvent): boolean {
  return isComposing || (target instanceof Element && target.closest(`${TEXT_FIELDS}, [role=dialog]`) !== null);
}

/** A layer that needs its Esc to close, wherever the focus is. */
function isCovered(): boolean {
  return document.querySelector("dialog:modal, [role=dialog]:popover-open") !== null;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const run = desk.press({
    key: event.key,
    withCommand: event.ctrlKey || event.metaKey,
    // With Shift too it is a key of the browser: its console, say.
    withAlt: event.altKey || (event.shiftKey && (event.ctrlKey || event.metaKey)),
    isTyped: isTyped(event),
    isCovered: isCovered(),
    at: event.timeStamp,
  });
  if (run === null) return;
  event.preventDefault();
  if (run !== "taken") run(event);
}

/** Serves the keys of one scope of the table while the component is there. */
export function useShortcuts<S extends ShortcutScope>(
  scope: S,
  shortcuts: Readonly<Record<ScopeKey<S>, (event: KeyboardEvent) => void>>,
  lettersOn: boolean,
): void {
  const latest = useRef<{ shortcuts: ShortcutHandlers<KeyboardEvent>; lettersOn: boolean }>({ shortcuts, lettersOn });
  useEffect(() => {
    latest.current = { shortcuts, lettersOn };
  });
  useEffect(() => {
    const leave = desk.register({
      isLast: scope === "everywhere",
      handlers: () => latest.current.shortcuts,
      lettersOn: () => latest.current.lettersOn,
    });
    if (listeners++ === 0) document.addEventListener("keydown", onKey);
    return () => {
      leave();
      if (--listeners === 0) document.removeEventListener("keydown", onKey);
    };
  }, [scope]);
}
