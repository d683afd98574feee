import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import type { ObservedAsset } from "@/lib/market/asset";
import { isSameMarket, type MarketClock } from "@/lib/market/clock";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";

/** Clocks of two processes may differ a little; a row from further ahead belongs to another timeline. */
const FUTURE_TOLERANCE_MS = MINUTE_MS;

/**
 * What a board still knows about the market of `clock` at market time `now`: nothing when it describes another market,
 * and no row from after `now`, which a replay started anew would otherwise keep for ever.
 */
export function carryOver(snapshot: BoardSnapshot, clock: MarketClock, now: UnixMs): ObservedAsset[] {
  if (!isSameMarket(snapshot.board.clock, clock)) return [];
  return snapshot.board.coins.flatMap((coin, index) => {
    const closes = snapshot.closes[index];
    const usable = closes !== undefined && coin.asset.observedAt <= now + FUTURE_TOLERANCE_MS;
    return usable ? [{ asset: coin.asset, closes }] : [];
  });
}

/**
 * The universe after a sweep: each coin as it was observed last, unique by id. On a tie the sweep wins.
 * `unseenBefore` (a full sweep's start, market time) drops coins that the sweep did not see, unless something newer
 * than that start saw them; null (a fast sweep) drops nothing.
 */
export function mergeUniverse(
  known: readonly ObservedAsset[],
  sweep: readonly ObservedAsset[],
  unseenBefore: UnixMs | null,
): ObservedAsset[] {
  const merged = new Map<string, ObservedAsset>();
  for (const item of sweep) keepNewest(merged, item);
  for (const item of known) {
    const seen = merged.has(item.asset.id);
    const gone = !seen && unseenBefore !== null && item.asset.observedAt <= unseenBefore;
    if (!gone) keepNewer(merged, item);
  }
  return [...merged.values()];
}

function keepNewest(merged: Map<string, ObservedAsset>, item: ObservedAsset): void {
  const held = merged.get(item.asset.id);
  if (held === undefined || item.asset.observedAt >= held.asset.observedAt) merged.set(item.asset.id, item);
}

function keepNewer(merged: Map<string, ObservedAsset>, item: ObservedAsset): void {
  const held = merged.get(item.asset.id);
  if (held === undefined || item.asset.observedAt > held.asset.observedAt) merged.set(item.asset.id, item);
}
