import { useSyncExternalStore } from "react";

/** Below this there is no room for the rail beside the list; `.side-rail` in styles/panels.css says the same. */
const NARROW = "(width < 1280px)";

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
}
