import { fold, MATCH, matchText } from "./match-text";

interface NamedCoin {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
}

/** A symbol counts more than a name that answers as well: who types "sol" means SOL. */
const SYMBOL = 10;
const NAME = 9;
const ID = 8;

interface FoldedNames {
  readonly symbol: string;
  readonly name: string;
  readonly id: string;
}

/** Folding costs more than matching, and the coins are the same for every letter that is typed. */
const folds = new WeakMap<NamedCoin, FoldedNames>();

function foldedNames(coin: NamedCoin): FoldedNames {
  const known = folds.get(coin);
  if (known !== undefined) return known;
  const names = { symbol: fold(coin.symbol), name: fold(coin.name), id: fold(coin.id) };
  folds.set(coin, names);
  return names;
}

function points(question: string, coin: NamedCoin): number {
  const { symbol, name, id } = foldedNames(coin);
  const bySymbol = matchText(question, symbol);
  return Math.max(
    // Scattered letters of a symbol are another symbol.
    bySymbol === MATCH.scattered ? 0 : bySymbol * SYMBOL,
    matchText(question, name) * NAME,
    matchText(question, id) * ID,
  );
}

export interface FoundCoin<C> {
  readonly coin: C;
  readonly points: number;
}

/**
 * The coins that answer a question, by exact symbol, beginning, name, letters in order; among equals the order they
 * were given in, which is that of their market value. Every coin of an ambiguous symbol is there.
 */
export function rankCoins<C extends NamedCoin>(question: string, coins: readonly C[], limit: number): FoundCoin<C>[] {
  const folded = fold(question.trim().replace(/\s+/g, " "));
  const found: FoundCoin<C>[] = [];
  for (const coin of coins) {
    const reached = folded === "" ? 1 : points(folded, coin);
    if (reached > 0) found.push({ coin, points: reached });
  }
  return found.sort((a, b) => b.points - a.points).slice(0, limit);
}
