import type { CoinPurpose } from "@/components/layout/use-guides";
import { fold } from "./match-text";

/** What a reader who types a verb before a coin wants to do with it. */
export interface Wish {
  readonly purpose: CoinPurpose;
  /** The rest, by which the coin is to be found. */
  readonly question: string;
}

const VERBS: Readonly<Record<string, CoinPurpose>> = {
  alert: "alert",
  plan: "plan",
  buy: "plan",
  watch: "watch",
  star: "watch",
  unwatch: "watch",
  backtest: "backtest",
  open: "open",
};
const FILLERS = new Set(["new", "a", "an", "for", "of", "on", "the"]);
/** Words that only go on with what the verb said: "plan a buy of sol". */
const ECHOES: Readonly<Partial<Record<CoinPurpose, string>>> = { plan: "buy" };

/** "new alert for sol" is an alert for the coin that "sol" finds; null where no verb stands before a name. */
export function readWish(text: string): Wish | null {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  while (FILLERS.has(words[0] ?? "")) words.shift();
  const purpose = Object.hasOwn(VERBS, words[0] ?? "") ? VERBS[words[0] ?? ""] : undefined;
  if (purpose === undefined) return null;
  words.shift();
  // The last word may be the coin's name itself: "alert for A".
  const isSaid = (word = "") => FILLERS.has(word) || word === ECHOES[purpose];
  while (words.length > 1 && isSaid(words[0])) words.shift();
  return words.length === 0 ? null : { purpose, question: words.join(" ") };
}
