"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { CoinActions, CoinActionsState } from "./coin-actions";

export const CoinActionsContext = createContext<CoinActions | null>(null);

export function useCoinActions(): CoinActions {
  const actions = useContext(CoinActionsContext);
  if (actions === null) throw new Error("useCoinActions needs a CoinActionsProvider above it");
  return actions;
}

/** A part of what the desk knows; drawn again only when that part changes. */
export function useDesk<T>(select: (state: CoinActionsState) => T): T {
  const actions = useCoinActions();
  const read = () => select(actions.getState());
  return useSyncExternalStore(actions.subscribe, read, read);
}
