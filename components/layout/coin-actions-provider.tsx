"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { CoinActions } from "@/hooks/coin-actions";
import { CoinActionsContext } from "@/hooks/use-coin-actions";

const Desk = dynamic(() => import("./desk").then((module) => module.Desk), { ssr: false });

/** Plans, alerts and watchlists for every page; what serves them comes after the page. */
export function CoinActionsProvider({ children }: { readonly children: ReactNode }) {
  const [actions] = useState(() => new CoinActions());
  return (
    <CoinActionsContext value={actions}>
      {children}
      <Desk />
    </CoinActionsContext>
  );
}
