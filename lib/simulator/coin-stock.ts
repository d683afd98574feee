import { type CoinTraits, describeCoin, generationAt } from "./coin-traits";
import { mix } from "./hash";

/** A place in the market's list with the coin that it lists at first. */
export interface StockedCoin {
  readonly number: number;
  readonly key: number;
  readonly generation: number;
  readonly traits: CoinTraits;
}

/** How many of the largest coins a newcomer may stand for or borrow a symbol from. */
const OLDER_COINS = 100;

/** The coins of a seed, largest first, in the generation of hour 0. */
export function stockCoins(seed: number, coins: number): StockedCoin[] {
  const taken = new Set<string>();
  const known: CoinTraits[] = [];
  return Array.from({ length: coins }, (_, number) => {
    const key = mix(mix(seed, 1), number);
    const generation = generationAt(number, key, 0);
    const traits = describeCoin(number, key, generation, known, taken);
    if (traits.listedHour === null) taken.add(traits.id);
    known.push(traits);
    return { number, key, generation, traits };
  });
}

/** The coin that a changing place lists in a later generation. */
export function describeNewcomer(
  { number, key }: Pick<StockedCoin, "number" | "key">,
  generation: number,
  market: readonly { readonly traits: CoinTraits }[],
): CoinTraits {
  const older = market.slice(0, OLDER_COINS).map(({ traits }) => traits);
  return describeCoin(number, key, generation, older, new Set());
}
