import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { Asset } from "@/lib/market/asset";
import type { CoinCandidate } from "./coin-detail";
import { editDistance } from "./edit-distance";

/** Longer texts are no slip of the keyboard. */
const COMPARED_LENGTH = 40;

/**
 * 0 is the same text; a text that begins with or holds the wanted one is nearer than one with as many letters changed.
 * Infinite beyond `farthest`, which spares most of the work.
 */
function distance(wanted: string, text: string, farthest: number): number {
  const own = text.toLowerCase().slice(0, COMPARED_LENGTH);
  if (own === wanted) return 0;
  if (own.startsWith(wanted)) return 0.2;
  if (own.includes(wanted)) return 0.3;
  const longer = Math.max(wanted.length, own.length);
  const edits = editDistance(wanted, own, Math.floor(farthest * longer + ROUNDING));
  return edits === null ? Number.POSITIVE_INFINITY : edits / longer;
}

const FARTHEST = 0.5;
/** A share of letters times their number is a whole number but for this. */
const ROUNDING = 1e-9;

interface Near {
  readonly asset: Asset;
  readonly away: number;
}

const isNearer = (a: Near, b: Near): boolean =>
  a.away < b.away || (a.away === b.away && (a.asset.marketCapUsd ?? -1) > (b.asset.marketCapUsd ?? -1));

/** Coins whose id, symbol or name is nearly what somebody typed, nearest first, then the largest. */
export function nearestCoins({ coins }: Pick<MomentumBoard, "coins">, text: string, count: number): CoinCandidate[] {
  const wanted = text.toLowerCase().trim().slice(0, COMPARED_LENGTH);
  if (wanted === "") return [];
  const found: Near[] = [];
  for (const { asset } of coins) {
    // Once there are enough, only what is as near as the last of them can still take its place.
    const farthest = found.length < count ? FARTHEST : (found.at(-1)?.away ?? FARTHEST);
    const away = Math.min(
      distance(wanted, asset.id, farthest),
      distance(wanted, asset.symbol, farthest),
      distance(wanted, asset.name, farthest),
    );
    if (away > farthest) continue;
    const one = { asset, away };
    const place = found.findIndex((other) => isNearer(one, other));
    found.splice(place < 0 ? found.length : place, 0, one);
    if (found.length > count) found.pop();
  }
  return found.map(({ asset }) => ({
    id: asset.id,
    symbol: asset.symbol,
    name: asset.name,
    market_cap: asset.marketCapUsd,
  }));
}
