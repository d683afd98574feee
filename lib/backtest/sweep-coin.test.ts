import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CoinHistory } from "./bars";
import { anyHistory, anyRules, freeOfCosts, neverBarred, randomHistory } from "./coin-history.fixture";
import { dailyReturns } from "./metrics/daily-returns";
import { maxDrawdown } from "./metrics/drawdown";
import { dailyMoments } from "./metrics/moments";
import { sharpeRatio } from "./metrics/sharpe";
import { tradeFigures } from "./metrics/trade-figures";
import type { Rules } from "./parameters";
import type { BarWindow } from "./simulate";
import { simulateCoin } from "./simulate-coin";
import { type SweepOutcome, sweepRules } from "./sweep-coin";

function inFull(history: CoinHistory, rules: Rules, window: BarWindow, barred: (bar: number) => boolean): SweepOutcome {
  const run = simulateCoin(history, rules, window, barred);
  const { count, winRate } = tradeFigures(run.trades);
  return {
    totalReturn: 100 * ((run.equity.at(-1) ?? 1) - 1),
    sharpe: sharpeRatio(dailyMoments(dailyReturns(run))),
    maxDrawdown: maxDrawdown(run).percent,
    tradeCount: count,
    winRate,
  };
}

describe("a sweep of one coin", () => {
  it("gives every set of rules the figures of the engine and its metrics to the last bit", () => {
    const windowOf = fc.tuple(fc.nat(), fc.nat());
    fc.assert(
      fc.property(anyHistory, fc.array(anyRules, { maxLength: 6 }), windowOf, (history, rulesList, [from, to]) => {
        const bars = history.bars.close.length;
        const fromBar = from % bars;
        const window = { fromBar, toBar: fromBar + (to % (bars - fromBar + 1)) };
        const oddBars = (bar: number) => bar % 7 === 0;
        for (const barred of [neverBarred, oddBars]) {
          expect(sweepRules(history, rulesList, window, barred)).toEqual(
            rulesList.map((rules) => inFull(history, rules, window, barred)),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("does so over months, from any hour of the day, coins that vanish included", () => {
    const rulesList = [50, 70, 80].flatMap((threshold) =>
      [2, 24, 100].map((holdHours) => ({ ...freeOfCosts, threshold, holdHours, stopLossPct: 5, feeBps: 10 })),
    );
    for (const delisted of [false, true]) {
      const history = randomHistory({ seed: 3, bars: 3_000, silentEnd: 30, delisted });
      const window = { fromBar: 205, toBar: 2_990 };
      const outcomes = sweepRules(history, rulesList, window, neverBarred);
      expect(outcomes).toEqual(rulesList.map((rules) => inFull(history, rules, window, neverBarred)));
      expect(outcomes.every(({ sharpe, tradeCount }) => sharpe !== null && tradeCount > 20)).toBe(true);
    }
  });

  it("bars what the live board bars", () => {
    const history = randomHistory({ seed: 8, bars: 2_000 });
    const dead = { ...history, bars: { ...history.bars, volumeUsd: new Float64Array(2_000) } };
    const [outcome] = sweepRules(dead, [freeOfCosts], { fromBar: 200, toBar: 2_000 });
    expect(outcome).toEqual({ totalReturn: 0, sharpe: null, maxDrawdown: 0, tradeCount: 0, winRate: null });
  });
});
