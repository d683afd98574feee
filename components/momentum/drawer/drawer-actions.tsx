"use client";

import Link from "next/link";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { backtestAddress } from "../coin-address";

/** What can be done about this coin, always in reach at the foot of the drawer. */
export function DrawerActions({ coin }: { readonly coin: CoinRef }) {
  const { plan, alert } = useCoinActions();
  return (
    <footer className="sticky bottom-0 z-10 flex flex-wrap gap-2 border-line border-t bg-surface-1 px-6 py-3 max-sm:px-4">
      <button type="button" className="button" aria-keyshortcuts="a" onClick={() => alert(coin)}>
        Alert me <kbd className="text-fg-3 max-sm:hidden">(a)</kbd>
      </button>
      <button type="button" className="button" aria-keyshortcuts="p" onClick={() => plan(coin)}>
        Plan a buy <kbd className="text-fg-3 max-sm:hidden">(p)</kbd>
      </button>
      <Link href={backtestAddress(coin.id)} className="button">
        Backtest
      </Link>
    </footer>
  );
}
