"use client";

import { createContext, useContext } from "react";

/** What to do with a coin that is to be found first. */
export type CoinPurpose = "open" | "alert" | "plan" | "watch" | "backtest";

/** A layer that helps around: at most one is open. */
export type Guide =
  | { readonly kind: "palette" }
  | { readonly kind: "coins"; readonly purpose: CoinPurpose }
  | { readonly kind: "keys" };

export type TourState = "offered" | "running";

export interface GuidesValue {
  readonly guide: Guide | null;
  readonly show: (guide: Guide | null) => void;
  /** The tour is no layer: it goes on while something else is tried. */
  readonly tour: TourState | null;
  readonly showTour: (tour: TourState | null) => void;
}

export const GuidesContext = createContext<GuidesValue | null>(null);

export function useGuides(): GuidesValue {
  const value = useContext(GuidesContext);
  if (value === null) throw new Error("useGuides needs a GuidesProvider above it");
  return value;
}
