import { median } from "@/lib/statistics/median";
import { bucketOf, quantileBounds } from "@/lib/statistics/quantile-buckets";

const BUCKETS = 10;
/** A median of fewer peers than this says nothing about a coin's size. */
const MIN_PEERS = 5;

export interface PeerReading {
  marketCapUsd: number | null;
  sigma1h: number | null;
  logTurnover: number | null;
}

export interface PeerMedians {
  /** Medians of the coins of similar market cap; null for an unknown cap or too few peers. */
  sigmaOf(marketCapUsd: number | null): number | null;
  logTurnoverOf(marketCapUsd: number | null): number | null;
}

/** Medians of hourly volatility and of ln(volume / market cap) within each market-cap decile of the ranked coins. */
export function peerMedians(peers: readonly PeerReading[]): PeerMedians {
  const caps = peers.flatMap((peer) => (peer.marketCapUsd === null ? [] : [peer.marketCapUsd]));
  const count = Math.min(BUCKETS, Math.floor(caps.length / MIN_PEERS));
  const bounds = quantileBounds(caps, count);
  const sigmas: number[][] = Array.from({ length: bounds.length + 1 }, () => []);
  const turnovers: number[][] = Array.from({ length: bounds.length + 1 }, () => []);
  for (const { marketCapUsd, sigma1h, logTurnover } of peers) {
    if (marketCapUsd === null) continue;
    const bucket = bucketOf(marketCapUsd, bounds);
    if (sigma1h !== null) sigmas[bucket]?.push(sigma1h);
    if (logTurnover !== null) turnovers[bucket]?.push(logTurnover);
  }
  const sigmaMedians = sigmas.map(medianOfEnough);
  const turnoverMedians = turnovers.map(medianOfEnough);
  const lookUp = (medians: readonly (number | null)[], cap: number | null) =>
    cap === null ? null : (medians[bucketOf(cap, bounds)] ?? null);
  return {
    sigmaOf: (cap) => lookUp(sigmaMedians, cap),
    logTurnoverOf: (cap) => lookUp(turnoverMedians, cap),
  };
}

function medianOfEnough(values: readonly number[]): number | null {
  return values.length < MIN_PEERS ? null : median(values);
}
