import { useSyncExternalStore } from "react";

/** Below this the form stands above the result instead of beside it; the grid of `backtest-desk.tsx` says the same. */
const STACKED = "(width <= 1024px)";

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(STACKED);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

export function useIsStacked(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(STACKED).matches,
    () => false,
  );
}
