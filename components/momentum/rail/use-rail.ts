import { useState } from "react";
import type { RailMode } from "@/components/layout/appearance";
import { useAppearance } from "@/components/layout/use-appearance";
import type { ListQuery } from "../list-query";
import { useIsNarrow } from "./use-is-narrow";

export interface Rail {
  /** What it holds; the address says, else what the reader chose last. */
  readonly mode: RailMode;
  readonly isNarrow: boolean;
  /** Whether it can be seen now, beside the list or over it. */
  readonly isOpen: boolean;
  /** Folds and unfolds it beside the list, or opens and closes the sheet where there is no room. */
  readonly toggle: () => void;
  readonly closeSheet: () => void;
  /** From now on it holds this. */
  readonly show: (mode: RailMode) => void;
}

export function useRail(query: ListQuery, change: (query: ListQuery) => void): Rail {
  const { appearance, change: changeAppearance } = useAppearance();
  const isNarrow = useIsNarrow();
  const [sheetOpen, setSheetOpen] = useState(false);
  const mode = query.rail ?? appearance.rail;
  const show = (next: RailMode) => {
    changeAppearance({ rail: next });
    // From now on the reader's choice counts, not the address he came with.
    change({ ...query, rail: null });
  };
  return {
    mode,
    isNarrow,
    isOpen: isNarrow ? sheetOpen : mode !== "off",
    toggle() {
      if (isNarrow) {
        setSheetOpen(!sheetOpen);
        return;
      }
      show(mode === "off" ? "both" : "off");
    },
    closeSheet: () => setSheetOpen(false),
    show,
  };
}
