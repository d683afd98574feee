import type { CoinHistory } from "@/lib/backtest/bars";
import { scoreBars } from "@/lib/backtest/score-bars";
import type { BarWindow } from "@/lib/backtest/simulate";
import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import { invariant } from "@/lib/invariant";
import { HOUR_MS } from "@/lib/market/units";
import { hashHistories, hashHistory } from "./hash-data";
import type { LoadedHistories } from "./load-histories";
import type { Prepared, ResearchTask, TaskProgress } from "./messages";
import { windowOf } from "./work-units";

/** Everything that simulating needs, kept in the thread. */
export interface PreparedRun {
  readonly plan: BacktestPlan;
  readonly histories: readonly CoinHistory[];
  /** The bars that may trade; those before are the warm-up. */
  readonly window: BarWindow;
  readonly loaded: Omit<LoadedHistories, "histories">;
  /** One for each history. */
  readonly hashes: readonly string[];
  readonly codeVersion: string;
  readonly summary: Prepared;
}

/** Scores every coin with the scorer of the plan, and takes the fingerprint of what it was scored from. */
export function prepareRun(
  { plan, loaded, codeVersion }: Extract<ResearchTask, { kind: "prepare" }>,
  tell: (progress: TaskProgress) => void,
): PreparedRun {
  const { histories: unscored, ...rest } = loaded;
  const window = windowOf(plan);
  const histories: CoinHistory[] = [];
  let scoredHours = 0;
  for (const [index, history] of unscored.entries()) {
    const { firstOpenAt, close } = history.bars;
    const isOnGrid = firstOpenAt + window.fromBar * HOUR_MS === plan.from && close.length === window.toBar;
    invariant(isOnGrid, "The bars of a run are those of its warm-up and its range.");
    const scores = scoreBars(history.bars, plan.basis.config);
    for (let bar = window.fromBar; bar < window.toBar; bar += 1) scoredHours += scores.known[bar] ?? 0;
    histories.push({ ...history, scores });
    tell({ stage: "scoring", fraction: (index + 1) / unscored.length, simulatedAt: null, trades: 0 });
  }
  const hashes = unscored.map(hashHistory);
  const summary = { dataSha256: hashHistories(hashes), scoredHours };
  return { plan, histories, window, loaded: rest, hashes, codeVersion, summary };
}
