import type { WhaleWatch } from "@/lib/contracts/whales";

/** What the watch counts while it runs. */
export interface WatchCounts {
  trades: number;
  duplicates: number;
  gapsFound: number;
  gapsFilled: number;
  /** From the stream and from REST. */
  malformed: number;
  reconnects: number;
}

export const noCounts = (): WatchCounts => ({
  trades: 0,
  duplicates: 0,
  gapsFound: 0,
  gapsFilled: 0,
  malformed: 0,
  reconnects: 0,
});

/** A watch that does nothing, and why. */
export function idleWatch(state: WhaleWatch["state"], reason: string): WhaleWatch {
  return {
    state,
    reason,
    pairs: 0,
    ambiguousPairs: 0,
    unmappedPairs: 0,
    ...noCounts(),
    tradesPerSecond: 0,
    gapsOpen: 0,
    backfilled: 0,
    lastTradeAt: null,
  };
}

export interface WatchFacts {
  /** Pairs that should be watched, and those of them whose stream is open. */
  readonly pairs: number;
  readonly connected: number;
  /** Whether any of the streams was ever open. */
  readonly everConnected: boolean;
  readonly gapsOpen: number;
  /** Why the last connection ended; empty when none did. */
  readonly socketTrouble: string;
  /** What REST answers instead of trades; empty when it works. */
  readonly restTrouble: string;
}

/** State and reason in words; the gravest trouble is told. */
export function judgeWatch(facts: WatchFacts): Pick<WhaleWatch, "state" | "reason"> {
  const { pairs, connected, gapsOpen, socketTrouble, restTrouble } = facts;
  if (pairs === 0) return { state: "down", reason: "No pair of the venue is proven to trade a coin of ours." };
  if (connected === 0) {
    if (!facts.everConnected && socketTrouble === "") return { state: "starting", reason: "Connecting to Binance." };
    const why = socketTrouble === "" ? "" : ` (${socketTrouble})`;
    return { state: "down", reason: `Binance's trade stream is not connected${why}; trying again.` };
  }
  if (connected < pairs) {
    return { state: "degraded", reason: `The trades of ${pairs - connected} of ${pairs} pairs do not come in.` };
  }
  if (restTrouble !== "") {
    return { state: "degraded", reason: `Missing trades cannot be fetched: ${restTrouble}` };
  }
  if (gapsOpen > 0) return { state: "degraded", reason: `Trades of ${gapsOpen} pairs are missing and being fetched.` };
  return { state: "live", reason: "" };
}
