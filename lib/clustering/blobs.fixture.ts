import { seededRandom } from "@/lib/statistics/seeded-random";
import type { ClusterPoint } from "./feature-rows";

/** Groups of points around centres drawn from a seed; the same numbers everywhere. */
export function blobs({
  seed,
  count,
  groups,
  lanes = 6,
  spread,
}: {
  seed: number;
  count: number;
  groups: number;
  lanes?: number;
  /** Standard deviation within a group; centres are drawn with deviation 1. */
  spread: number;
}): { points: number[][]; truth: number[] } {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: groups }, () => Array.from({ length: lanes }, normal));
  const truth = Array.from({ length: count }, (_, index) => index % groups);
  const points = truth.map((group) => (centres[group] ?? []).map((centre) => centre + spread * normal()));
  return { points, truth };
}

/** Coins that form `groups` groups in five of the features; whales watch none of them. */
export function coinsInGroups(options: {
  seed: number;
  count: number;
  groups: number;
  spread?: number;
}): ClusterPoint[] {
  const { points } = blobs({ lanes: 5, spread: 0.2, ...options });
  return points.map(([a = 0, b = 0, c = 0, d = 0, e = 0], index) => ({
    id: `coin-${index}`,
    symbol: `C${index}`,
    score: 50 + 15 * a,
    logVolumeRatio: index % 7 === 0 ? null : b,
    logTurnover: c - 3,
    logMarketCap: 8 + d,
    logSigma24: e - 3,
    z7d: 0,
    whaleConfidence: null,
  }));
}
