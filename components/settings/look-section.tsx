"use client";

import { LookFields } from "@/components/layout/look-fields";
import { useGuides } from "@/components/layout/use-guides";
import { SettingsCard } from "./settings-card";

/** How this browser draws the pages, and the ways to learn them. */
export function LookSection() {
  const { show, showTour } = useGuides();
  return (
    <SettingsCard title="Look and keys">
      <p className="text-fg-2 text-table">
        Kept in a cookie of this browser; it applies at once, and to this browser only.
      </p>
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        <LookFields />
      </div>
      <div className="flex flex-wrap gap-3">
        <button type="button" className="button" onClick={() => show({ kind: "keys" })} aria-keyshortcuts="?">
          All keys
        </button>
        <button
          type="button"
          className="button"
          onClick={() => show({ kind: "palette" })}
          aria-keyshortcuts="Control+K"
        >
          Palette
        </button>
        <button type="button" className="button" onClick={() => showTour("running")}>
          Take the tour
        </button>
      </div>
    </SettingsCard>
  );
}
