"use client";

import { Flag } from "lucide-react";
import Link from "next/link";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { backtestAddress } from "../coin-address";

/** An alert for this coin, a plan, or what its score would have been worth. */
export function CoinButtons({ coin }: { readonly coin: CoinRef }) {
  const { plan, alert } = useCoinActions();
  return (
    <span className="flex flex-wrap gap-2">
      <button type="button" className="button" aria-keyshortcuts="a" onClick={() => alert(coin)}>
        <Flag size={14} strokeWidth={1.75} aria-hidden="true" />
        Alert
      </button>
      <button type="button" className="button" aria-keyshortcuts="p" onClick={() => plan(coin)}>
        Plan a buy
      </button>
      <Link href={backtestAddress(coin.id)} className="button">
        Backtest
      </Link>
    </span>
  );
}
