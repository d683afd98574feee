import type { CoinHistory } from "./bars";
import { runStrategy } from "./engine";
import type { Portfolio, Rules } from "./parameters";
import { RankStrategy } from "./rank-strategy";
import type { Run } from "./run";
import type { BarWindow, Simulation } from "./simulate";
import { simulateCoin, toRun } from "./simulate-coin";
import { whereBarred } from "./where-barred";

/** The best coins of many, each with its share of the equity. A signal in an hour with every place taken is lost. */
export function simulatePortfolio(
  histories: readonly CoinHistory[],
  rules: Rules,
  portfolio: Portfolio,
  window: BarWindow,
  barred = histories.map(whereBarred),
): Run {
  const strategy = new RankStrategy(rules, portfolio, histories, barred);
  return toRun(runStrategy(histories, strategy, rules, window), strategy.counts);
}

/** The production engine, whichever kind of run is asked for. */
export function simulate({ histories, rules, portfolio, window }: Simulation): Run {
  if (portfolio !== null) return simulatePortfolio(histories, rules, portfolio, window);
  const [history] = histories;
  if (!history || histories.length > 1) throw new Error("A run without a portfolio has exactly one coin.");
  return simulateCoin(history, rules, window);
}
