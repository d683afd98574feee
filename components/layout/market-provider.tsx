"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { MarketFeed } from "@/hooks/market-feed";
import { StreamChannels } from "@/hooks/stream-channels";
import { type Cadence, MarketContext, type WhaleRules } from "@/hooks/use-market";
import { useStream } from "@/hooks/use-stream";
import type { MarketClock } from "@/lib/market/clock";

export interface MarketDescription {
  readonly clock: MarketClock | null;
  readonly renderedAt: number;
  readonly asOf: number | null;
  readonly stale: boolean;
  readonly cadences: readonly Cadence[];
  readonly whales: WhaleRules;
}

/** One feed and one clock for all pages of this tab. */
export function MarketProvider({
  market,
  children,
}: {
  readonly market: MarketDescription;
  readonly children: ReactNode;
}) {
  const [feed] = useState(() => new MarketFeed({ asOf: market.asOf, stale: market.stale, heardAt: market.renderedAt }));
  const [channels] = useState(() => new StreamChannels());
  useStream(channels, feed);
  useClockAfterReconnect(feed);
  const { clock, renderedAt, cadences } = market;
  const { minUsd, confidenceMin } = market.whales;
  const value = useMemo(
    () => ({ feed, channels, clock, renderedAt, cadences, whales: { minUsd, confidenceMin } }),
    [feed, channels, clock, renderedAt, cadences, minUsd, confidenceMin],
  );
  return <MarketContext value={value}>{children}</MarketContext>;
}

/** After an outage the server may run another market or another clock: the page asks again what it is looking at. */
function useClockAfterReconnect(feed: MarketFeed): void {
  const router = useRouter();
  const wasLost = useRef(false);
  useEffect(
    () =>
      feed.subscribe(() => {
        const { kind } = feed.getState().connection;
        if (kind === "open" && wasLost.current) {
          wasLost.current = false;
          router.refresh();
        }
        if (kind === "reconnecting" || kind === "polling") wasLost.current = true;
      }),
    [feed, router],
  );
}
