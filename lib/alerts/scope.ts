import type { CoinReadings, Sight } from "./coin-readings";
import type { CoinFilter, Scope } from "./rule";

const NOBODY: readonly CoinReadings[] = [];

/** The coins a rule is about, as far as the sight knows them. */
export function coinsInScope(
  scope: Scope,
  { coins }: Pick<Sight, "coins">,
  watchlists: ReadonlyMap<string, readonly string[]>,
): readonly CoinReadings[] {
  if (scope.kind === "coin") {
    const coin = coins.get(scope.coinId);
    return coin === undefined ? NOBODY : [coin];
  }
  if (scope.kind === "watchlist") {
    return (watchlists.get(scope.watchlistId) ?? []).flatMap((id) => coins.get(id) ?? NOBODY);
  }
  return Array.from(coins.values()).filter((coin) => passes(coin, scope.filter));
}

/** A filter on something unknown keeps the coin out, as in the list. */
function passes(coin: CoinReadings, filter: CoinFilter): boolean {
  const { actions, clusterId, maxMarketCap } = filter;
  return (
    coin.rank !== null &&
    isAtLeast(coin.marketCapUsd, filter.minMarketCap) &&
    isAtLeast(coin.volumeUsd, filter.minVolume) &&
    isAtLeast(coin.score, filter.minScore) &&
    isAtLeast(coin.whale, filter.minWhale) &&
    (maxMarketCap === null || (coin.marketCapUsd !== null && coin.marketCapUsd <= maxMarketCap)) &&
    (actions === null || (coin.action !== null && actions.includes(coin.action))) &&
    (clusterId === null || coin.clusterId === clusterId)
  );
}

const isAtLeast = (value: number | null, least: number | null): boolean =>
  least === null || (value !== null && value >= least);
