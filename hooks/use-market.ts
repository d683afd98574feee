"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import type { FeedState, MarketFeed } from "./market-feed";
import { subscribeToTick, tickNow } from "./shared-tick";
import type { StreamChannels } from "./stream-channels";

export interface Cadence {
  readonly kind: "fast" | "full";
  readonly everySeconds: number;
  readonly refreshedAt: number;
}

/** What the operator calls a whale: the size of an order, and the confidence from which a coin wears the sign. */
export interface WhaleRules {
  readonly minUsd: number;
  readonly confidenceMin: number;
}

export interface MarketContextValue {
  readonly feed: MarketFeed;
  /** Other channels of the same socket. */
  readonly channels: StreamChannels;
  /** Null until a worker has learned the clock; then ages count in wall time. */
  readonly clock: MarketClock | null;
  /** Wall time at which the server drew the page: what the first paint counts from. */
  readonly renderedAt: number;
  readonly cadences: readonly Cadence[];
  readonly whales: WhaleRules;
}

/** Shorter silences on the wall are the network's, even where a fast replay has many intervals in them. */
const SILENCE_NOTICED_MS = 5_000;

export const MarketContext = createContext<MarketContextValue | null>(null);

export function useMarket(): MarketContextValue {
  const value = useContext(MarketContext);
  if (value === null) throw new Error("useMarket needs a MarketProvider above it");
  return value;
}

export function useFeed(): FeedState {
  const { feed } = useMarket();
  return useSyncExternalStore(feed.subscribe, feed.getState, feed.getState);
}

/** Market milliseconds since a new board was last heard of: a server that fell silent shows here, whatever it said last. */
export function useSilence(): number {
  const { clock, renderedAt } = useMarket();
  const { heardAt } = useFeed();
  const wall = useSyncExternalStore(subscribeToTick, tickNow, () => renderedAt);
  const silentMs = wall - heardAt;
  return silentMs < SILENCE_NOTICED_MS ? 0 : silentMs * (clock?.speed ?? 1);
}

/** Market time now, by the server's clock, moving once a second with every other age on the page. */
export function useMarketNow(): number {
  const { clock, renderedAt } = useMarket();
  const wall = useSyncExternalStore(subscribeToTick, tickNow, () => renderedAt);
  return clock === null ? wall : marketNow(clock, wall);
}
