import type { MappedPair, PairMap } from "./pair";
import { MINUTE_MS, type UnixMs } from "./units";

/** A proof once made falls only after the prices contradicted it so many times in a row. */
const DOUBTS_MAX = 3;
/** A coin that moves is priced anew before this; an older price contradicts nothing. */
const FRESH_MS = 10 * MINUTE_MS;

/**
 * What was just found, with what was proven before: a pair whose coin moved a few per cent since it was last priced is still the
 * same pair, and it is when coins move that their whales matter. A pair that the venue stopped, or took off its list, goes at once.
 */
export function keepPairs(
  previous: PairMap | null,
  found: PairMap,
  coins: readonly { readonly id: string; readonly pricedAt: UnixMs }[],
): PairMap {
  if (previous === null) return found;
  const pricedAt = new Map(coins.map((coin) => [coin.id, coin.pricedAt]));
  const byPair = new Map(found.mapped.map((one) => [one.pair, one]));
  const byCoin = new Set(found.mapped.map(({ coinId }) => coinId));
  const refused = new Map(found.unmapped.map((one) => [one.pair, one.reason]));
  const kept = previous.mapped.flatMap((proven): MappedPair[] => {
    const now = byPair.get(proven.pair);
    const isSame = now?.coinId === proven.coinId && now.multiplier === proven.multiplier;
    const reason = refused.get(proven.pair);
    const isGone = now === undefined && (reason === undefined || reason === "not_trading");
    // Proven with another pair of its own, the coin needs this one no more.
    if (isSame || isGone || byCoin.has(proven.coinId)) return [];
    const priced = pricedAt.get(proven.coinId);
    if (priced === undefined) return [];
    const doubts = (proven.doubts ?? 0) + (found.mappedAt - priced <= FRESH_MS ? 1 : 0);
    return doubts >= DOUBTS_MAX ? [] : [{ ...proven, doubts }];
  });
  const names = new Set(kept.map(({ pair }) => pair));
  const isFree = ({ pair }: { readonly pair: string }) => !names.has(pair);
  return {
    ...found,
    mapped: [...found.mapped.filter(isFree), ...kept].sort((a, b) => (a.pair < b.pair ? -1 : 1)),
    unmapped: found.unmapped.filter(isFree),
  };
}
