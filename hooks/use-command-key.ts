"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** How the modifier of the palette is called on this machine; the server does not know, and says what most have. */
export function useCommandKey(): "Ctrl" | "⌘" {
  return useSyncExternalStore(never, readCommandKey, () => "Ctrl");
}

function readCommandKey(): "Ctrl" | "⌘" {
  return /mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl";
}
