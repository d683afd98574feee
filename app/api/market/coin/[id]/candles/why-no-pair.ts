import type { PairMap } from "@/lib/market/pair";

/** In words: why no pair of the venue is shown for a coin. */
export function whyNoPair({ unmapped }: PairMap, coinId: string): string {
  const near = unmapped.filter(({ candidates }) => candidates.includes(coinId));
  const [first] = near;
  if (first === undefined) return "Binance has no USDT pair with this coin's symbol.";
  switch (first.reason) {
    case "ambiguous":
      return `Binance's ${first.pair} may be this coin or another one, and none is guessed.`;
    case "price_disagrees":
      return `Binance's ${first.pair} trades at another price, so it is not proven to be this coin.`;
    case "not_trading":
      return `Binance does not trade ${first.pair} at present.`;
    case "no_price":
      return `Binance's ${first.pair} has no price to compare with.`;
    case "no_such_symbol":
      return "Binance has no USDT pair with this coin's symbol.";
  }
}
