import type { CoinToMap } from "./map-pairs";
import type { VenuePair } from "./pair";

export const coinFixture = (over: Partial<CoinToMap> = {}): CoinToMap => ({
  id: "abc",
  symbol: "ABC",
  priceUsd: 2,
  volumeUsd24h: 1e6,
  marketCapUsd: 1e8,
  excluded: false,
  ...over,
});

/** The pair that proves to be that coin's. */
export const pairFixture = (over: Partial<VenuePair> = {}): VenuePair => ({
  pair: "ABCUSDT",
  base: "ABC",
  trading: true,
  lastPrice: 2,
  volumeUsd24h: 5e5,
  trades24h: 100,
  ...over,
});
