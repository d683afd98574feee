import { describe, expect, it } from "vitest";
import { freeOfCosts, randomHistory } from "./coin-history.fixture";
import { measureRun } from "./metrics/measure-run";
import { probabilisticSharpe } from "./metrics/probabilistic-sharpe";
import { weighProspects } from "./prospects";
import { simulateCoin } from "./simulate-coin";

const ONE = { count: 1, sharpes: [] };

function weighed(seed: number, feeBps = 10, holdReturn = 50) {
  const history = randomHistory({ seed, bars: 100 * 24, gaps: 0, deviation: 0.01 });
  const rules = { ...freeOfCosts, threshold: 62, holdHours: 12, feeBps };
  const run = simulateCoin(history, rules, { fromBar: 0, toBar: 100 * 24 }, () => false);
  const figures = measureRun(run, ONE, 1);
  return { run, figures, prospects: weighProspects(run.trades, figures, holdReturn) };
}

describe("what would have to be true", () => {
  it("is a round trip so cheap that the mean trade earns nothing: with those costs it does", () => {
    for (let seed = 1; seed < 12; seed++) {
      const { prospects, figures } = weighed(seed);
      const free = weighed(seed, 0).figures.trades.expectancy ?? 0;
      expect(prospects.costPerTrade).toBeCloseTo(0.2, 2);
      expect(Math.abs((prospects.breakEvenCost ?? 0) - Math.max(0, free))).toBeLessThan(0.01);
      expect((prospects.breakEvenCost ?? 0) > (prospects.costPerTrade ?? 0)).toBe((figures.trades.expectancy ?? 0) > 0);
    }
  });

  it("is a mean trade that compounds to what holding made", () => {
    const { run, prospects } = weighed(4, 10, 500);
    const more = prospects.neededAboveMean ?? expect.fail("Holding made more.");
    const before = run.trades.reduce((level, { pnlPct }) => level * (1 + pnlPct / 100), 1);
    expect(100 * (before * (1 + more / 100) ** run.trades.length - 1)).toBeCloseTo(500, 6);
    expect(weighed(4, 10, -99).prospects.neededAboveMean).toBeNull();
  });

  it("is so many days that the Sharpe ratio seen would be above 0 with 95 % probability", () => {
    const shown = Array.from({ length: 20 }, (_, seed) => weighed(seed + 1)).filter(
      ({ figures }) => (figures.sharpe ?? 0) > 0,
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const { figures, prospects } of shown) {
      const { sharpe, skewness, kurtosis } = figures;
      const mean = (sharpe ?? 0) / Math.sqrt(365);
      const sureAfter = (count: number) => probabilisticSharpe({ count, mean, deviation: 1, skewness, kurtosis }) ?? 0;
      expect(sureAfter(prospects.trackRecordDays ?? 0)).toBeGreaterThanOrEqual(0.95);
      expect(sureAfter((prospects.trackRecordDays ?? 0) - 1)).toBeLessThan(0.95);
    }
  });

  it("is unknown without trades", () => {
    const { figures } = weighed(1);
    const none = { ...figures, sharpe: null, meanTradeInterval: null, trades: { ...figures.trades, expectancy: null } };
    expect(Object.values(weighProspects([], none, 10)).every((value) => value === null)).toBe(true);
  });
});
