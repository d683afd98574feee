import { measureStretch } from "@/lib/backtest/metrics/measure-run";
import type { Rules } from "@/lib/backtest/parameters";
import type { BarWindow } from "@/lib/backtest/simulate";
import { simulate } from "@/lib/backtest/simulate-portfolio";
import { sweepRules } from "@/lib/backtest/sweep-coin";
import type { SweepCell } from "@/lib/backtest/sweep-summary";
import type { TaskProgress } from "./messages";
import type { PreparedRun } from "./prepare-run";
import { unitsOf } from "./work-units";

/** Sets of rules of one coin that are run together; so many at a time that somebody who waits sees it go on. */
const TOGETHER = 64;

/** What each of these units of the plan comes to, in their order. */
export function measureUnits(
  prepared: PreparedRun,
  wanted: readonly number[],
  tell: (progress: TaskProgress) => void,
): readonly SweepCell[] {
  const { rules, windows } = unitsOf(prepared.plan);
  const cells = new Map<number, SweepCell>();
  let trades = 0;
  for (const [index, window] of windows.entries()) {
    const here = wanted.filter((unit) => Math.floor(unit / rules.length) === index);
    for (const batch of batches(here, prepared.plan.portfolio === null ? TOGETHER : 1)) {
      const found = measureRules(
        prepared,
        batch.map((unit) => rules[unit % rules.length] as Rules),
        window,
      );
      for (const [place, cell] of found.entries()) {
        cells.set(batch[place] as number, cell);
        trades += cell.tradeCount;
      }
      tell({ stage: "simulating", fraction: cells.size / wanted.length, simulatedAt: null, trades });
    }
  }
  return wanted.map((unit) => cells.get(unit) as SweepCell);
}

function measureRules({ plan, histories }: PreparedRun, rules: readonly Rules[], window: BarWindow): SweepCell[] {
  const { portfolio } = plan;
  const [only] = histories;
  const outcomes =
    portfolio === null && only !== undefined
      ? sweepRules(only, rules, window)
      : rules.map((one) => measureStretch(simulate({ histories, rules: one, portfolio, window })));
  return outcomes.map(({ totalReturn, sharpe, maxDrawdown, tradeCount }, index) => {
    const { threshold, holdHours } = rules[index] as Rules;
    return { threshold, holdHours, totalReturn, sharpe, maxDrawdown, tradeCount };
  });
}

function batches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
