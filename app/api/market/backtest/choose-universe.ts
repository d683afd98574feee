import type { PlanCoin } from "@/lib/contracts/http/plan-of-body";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { PairMap } from "@/lib/market/pair";

/** More would take a venue hours to tell. */
export const UNIVERSE_MAX = 200;

/**
 * The coins of a run that names none: the largest by market cap that have a rank, and of those the ones that a venue trades
 * where it is known which.
 */
export function chooseUniverse(
  { coins }: Pick<MomentumBoard, "coins">,
  pairs: Pick<PairMap, "mapped"> | null,
  limit: number,
): readonly PlanCoin[] {
  const traded = pairs === null || pairs.mapped.length === 0 ? null : new Set(pairs.mapped.map(({ coinId }) => coinId));
  return coins
    .filter(({ excluded, asset }) => excluded === null && (traded === null || traded.has(asset.id)))
    .map(({ asset }) => asset)
    .sort((a, b) => (b.marketCapUsd ?? -1) - (a.marketCapUsd ?? -1) || (a.id < b.id ? -1 : 1))
    .slice(0, Math.min(limit, UNIVERSE_MAX))
    .map(({ id, symbol }) => ({ coinId: id, symbol }));
}
