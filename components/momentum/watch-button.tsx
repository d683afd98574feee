"use client";

import { Star } from "lucide-react";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinActions, useDesk } from "@/hooks/use-coin-actions";

/** The star of a coin: filled where a watchlist holds it. */
export function WatchButton({ coin }: { readonly coin: CoinRef }) {
  const { toggleWatch } = useCoinActions();
  const watched = useDesk((state) => state.watched.has(coin.id));
  return (
    <button
      type="button"
      className="watch-button"
      aria-pressed={watched}
      aria-label={`Watch ${coin.symbol}`}
      aria-keyshortcuts="w"
      data-hint={watched ? "Watched (w)" : "Watch (w)"}
      onClick={() => toggleWatch(coin)}
      data-testid="watch"
    >
      <Star size={16} strokeWidth={1.75} fill={watched ? "currentColor" : "none"} aria-hidden="true" />
    </button>
  );
}
