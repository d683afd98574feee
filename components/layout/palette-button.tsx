"use client";

import { Search } from "lucide-react";
import { useCommandKey } from "@/hooks/use-command-key";
import { useGuides } from "./use-guides";

/** The palette for who does not know its key yet. */
export function PaletteButton() {
  const { show } = useGuides();
  const command = useCommandKey();
  return (
    <button
      type="button"
      className="palette-button target"
      aria-label="Search coins, pages and actions"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => show({ kind: "palette" })}
      data-tour="palette"
      data-testid="palette-button"
    >
      <Search size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="max-lg:hidden">Search</span>
      <kbd className="key min-w-12 max-lg:hidden">{command} K</kbd>
    </button>
  );
}
