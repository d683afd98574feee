import type { CoinHistory } from "./bars";
import { type Outcome, runStrategy } from "./engine";
import type { Rules } from "./parameters";
import type { Run } from "./run";
import { ScoreStrategy, type SignalCounts } from "./score-strategy";
import type { BarWindow } from "./simulate";
import { whereBarred } from "./where-barred";

/** One coin, one position at a time, the full equity. Only bars of the window signal and trade; the run's series are of it. */
export function simulateCoin(
  history: CoinHistory,
  rules: Rules,
  window: BarWindow,
  barred = whereBarred(history),
): Run {
  const strategy = new ScoreStrategy(rules, history, barred);
  return toRun(runStrategy([history], strategy, rules, window), strategy.counts);
}

export function toRun({ unfilled, refused, ...outcome }: Outcome, counts: SignalCounts): Run {
  return {
    ...outcome,
    funnel: { ...counts, entered: outcome.trades.length, noRoom: counts.noRoom + refused, noFill: unfilled },
  };
}
