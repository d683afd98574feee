"use client";

import { Flag } from "lucide-react";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinActions } from "@/hooks/use-coin-actions";

/** An alert for this coin, or a plan. */
export function CoinButtons({ coin }: { readonly coin: CoinRef }) {
  const { plan, alert } = useCoinActions();
  return (
    <span className="flex gap-2">
      <button type="button" className="button" aria-keyshortcuts="a" onClick={() => alert(coin)}>
        <Flag size={14} strokeWidth={1.75} aria-hidden="true" />
        Alert
      </button>
      <button type="button" className="button" aria-keyshortcuts="p" onClick={() => plan(coin)}>
        Plan a buy
      </button>
    </span>
  );
}
