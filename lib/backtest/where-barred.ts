import type { Bars, CoinHistory } from "./bars";
import { barredAt } from "./standing";

/** Says of a bar whether a signal of it must not be bought. Asked only where the score reaches the threshold. */
export type BarredAt = (bar: number) => boolean;

/** Judgements are of the bars alone, so every run over the same bars shares them; they are dropped with the bars. */
const judged = new WeakMap<Bars, BarredAt>();

/** Not in the universe at that bar, or barred as the live board bars a BUY. */
export function whereBarred(history: CoinHistory): BarredAt {
  const { bars, member } = history;
  const standing = judged.get(bars) ?? barredAt(history);
  judged.set(bars, standing);
  return (bar) => (member !== null && member[bar] !== 1) || standing(bar);
}
