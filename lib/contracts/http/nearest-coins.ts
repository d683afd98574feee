import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { CoinCandidate } from "./coin-detail";

/** Longer texts are no slip of the keyboard. */
const COMPARED_LENGTH = 40;

/** Insertions, deletions and replacements that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** 0 is the same text; a text that begins with or holds the wanted one is nearer than one with as many letters changed. */
function distance(wanted: string, text: string): number {
  const own = text.toLowerCase().slice(0, COMPARED_LENGTH);
  if (own === wanted) return 0;
  if (own.startsWith(wanted)) return 0.2;
  if (own.includes(wanted)) return 0.3;
  return editDistance(wanted, own) / Math.max(wanted.length, own.length);
}

const FARTHEST = 0.5;

/** Coins whose id, symbol or name is nearly what somebody typed, nearest first, then the largest. */
export function nearestCoins({ coins }: Pick<MomentumBoard, "coins">, text: string, count: number): CoinCandidate[] {
  const wanted = text.toLowerCase().trim().slice(0, COMPARED_LENGTH);
  if (wanted === "") return [];
  return coins
    .map(({ asset }) => ({
      asset,
      away: Math.min(...[asset.id, asset.symbol, asset.name].map((name) => distance(wanted, name))),
    }))
    .filter(({ away }) => away <= FARTHEST)
    .sort((a, b) => a.away - b.away || (b.asset.marketCapUsd ?? -1) - (a.asset.marketCapUsd ?? -1))
    .slice(0, count)
    .map(({ asset }) => ({ id: asset.id, symbol: asset.symbol, name: asset.name, market_cap: asset.marketCapUsd }));
}
