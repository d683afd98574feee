import type { CoinHistory, ScoreSeries } from "./bars";
import { dailyReturns } from "./metrics/daily-returns";
import { dailyMoments } from "./metrics/moments";
import { sharpeRatio } from "./metrics/sharpe";
import type { Portfolio, Rules } from "./parameters";
import { simulatePortfolio } from "./simulate-portfolio";

/** Each bar's score is the one of `bars` later: with 1 it knows the hour in which its order fills. */
export function scoresFromAhead({ scores, known }: ScoreSeries, bars: number): ScoreSeries {
  const ahead = { scores: new Float64Array(scores.length), known: new Uint8Array(known.length) };
  ahead.scores.set(scores.subarray(bars));
  ahead.known.set(known.subarray(bars));
  return ahead;
}

/** Sharpe ratio of the same histories and rules, with scores that know so many bars of the future. */
export function sharpeKnowing(
  bars: number,
  histories: readonly CoinHistory[],
  rules: Rules,
  portfolio: Portfolio,
): number {
  const ahead = histories.map((history) => ({ ...history, scores: scoresFromAhead(history.scores, bars) }));
  const toBar = (histories[0]?.bars.close.length ?? 0) - bars;
  const run = simulatePortfolio(ahead, rules, portfolio, { fromBar: 0, toBar });
  return sharpeRatio(dailyMoments(dailyReturns(run))) ?? Number.NaN;
}
