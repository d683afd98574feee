import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import type { Run, Trade } from "../run";
import { dailyReturns } from "./daily-returns";
import { deflatedSharpe, luckySharpe } from "./deflated-sharpe";
import { literalDays, literalMeasures, literalTrades, PEER_SHARPES } from "./literal-measures.fixture";
import { measureRun, measureStretch, type RunFigures } from "./measure-run";
import { dailyMoments } from "./moments";
import { probabilisticSharpe } from "./probabilistic-sharpe";
import { sharpeRatio, sharpeStandardError } from "./sharpe";

const MIDNIGHT = Date.UTC(2025, 0, 9);
const ONE = { count: 1, sharpes: [] };

function tradeOf(pnlPct: number, place: number, changes: Partial<Trade> = {}): Trade {
  return {
    coinId: "solana",
    side: "long",
    entryBar: place * 24,
    exitBar: place * 24 + 12,
    entryAt: MIDNIGHT + place * DAY_MS,
    exitAt: MIDNIGHT + place * DAY_MS + 12 * HOUR_MS,
    entryPrice: 100,
    exitPrice: 100 + pnlPct,
    entryScore: 75,
    pnlPct,
    weight: 1,
    worstPct: -1,
    bestPct: 1,
    feePct: 0.2,
    slippagePct: 0.1,
    reason: "time_limit",
    ...changes,
  };
}

function runOf(equity: readonly number[], trades: readonly Trade[] = [], firstOpenAt = MIDNIGHT): Run {
  return {
    firstOpenAt,
    equity: Float64Array.from(equity),
    exposure: new Float64Array(equity.length),
    trades,
    funnel: { signals: 0, entered: 0, notRearmed: 0, noRoom: 0, noFill: 0, barred: 0 },
  };
}

/** A curve of 30 to 90 days with a random drift, spread and start within the day. */
function randomCurve(seed: number): { equity: number[]; firstOpenAt: number } {
  const random = seededRandom(seed);
  const hours = 744 + Math.floor(random() * 1_400);
  const spread = 0.001 + random() * 0.01;
  const drift = (random() - 0.5) * 0.001;
  const equity = [1];
  for (let hour = 1; hour < hours; hour++) {
    equity.push((equity.at(-1) ?? 1) * (1 + drift + spread * (random() + random() + random() - 1.5)));
  }
  return { equity, firstOpenAt: MIDNIGHT + Math.floor(random() * 24) * HOUR_MS };
}

/** Equal within 1e-9, relative above 1; both null where there is no number. */
function isNear(value: number | null, expected: number | null): boolean {
  if (value === null || expected === null) return value === expected;
  return Math.abs(value - expected) < 1e-9 * Math.max(1, Math.abs(expected));
}

describe("an independent implementation of the written definitions", () => {
  it("agrees within 1e-9 on 1,000 random equity curves", () => {
    for (let seed = 0; seed < 1_000; seed++) {
      const { equity, firstOpenAt } = randomCurve(seed);
      const figures = measureRun(runOf(equity, [], firstOpenAt), ONE, 1);
      const { maxDrawdown, ...others } = literalMeasures(equity, firstOpenAt);
      const differing = Object.entries<number | null>(others).filter(
        ([name, expected]) => !isNear(figures[name as keyof RunFigures] as number | null, expected),
      );
      expect(differing, `curve ${seed}`).toEqual([]);
      expect(isNear(figures.drawdown.percent, maxDrawdown), `curve ${seed}`).toBe(true);
    }
  }, 60_000);

  it("agrees within 1e-9 on 1,000 random lists of trades", () => {
    for (let seed = 0; seed < 1_000; seed++) {
      const random = seededRandom(seed);
      const trades = Array.from({ length: 1 + Math.floor(random() * 60) }, (_, place) =>
        tradeOf(random() < 0.05 ? 0 : 12 * random() - 5, place),
      );
      const { trades: figures } = measureRun(runOf([1, 1], trades), ONE, 1);
      const differing = Object.entries(literalTrades(trades)).filter(
        ([name, expected]) => !isNear(figures[name as keyof typeof figures] as number | null, expected),
      );
      expect(differing, `trades ${seed}`).toEqual([]);
    }
  });
});

describe("the Sharpe ratio", () => {
  it("is jesse's number, and not that of vectorbt, backtesting.py or freqtrade", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { equity, firstOpenAt } = randomCurve(seed);
      const ours = sharpeRatio(dailyMoments(dailyReturns(runOf(equity, [], firstOpenAt)))) ?? 0;
      expect(isNear(ours, PEER_SHARPES.jesse(equity, firstOpenAt))).toBe(true);
      expect(Math.abs(ours - PEER_SHARPES.vectorbt(equity))).toBeGreaterThan(1e-6);
      expect(Math.abs(ours - PEER_SHARPES.backtestingPy(equity, firstOpenAt))).toBeGreaterThan(1e-6);
      const perTrade = literalDays(equity, firstOpenAt).filter((_, day) => day % 3 === 0);
      expect(Math.abs(ours - PEER_SHARPES.freqtrade(perTrade, equity.length / 24))).toBeGreaterThan(1e-6);
    }
  });

  it("of .05 a day over 365 days is .955 ± 1.001, Lo's vector of A.16", () => {
    const moments = { count: 365, mean: 0.05, deviation: 1, skewness: 0, kurtosis: 3 };
    expect(sharpeRatio(moments)).toBeCloseTo(0.955, 3);
    expect(sharpeStandardError(moments)).toBeCloseTo(1.001, 3);
  });

  it("is null below thirty days and from thirty on a number", () => {
    const { equity } = randomCurve(3);
    expect(measureStretch(runOf(equity.slice(0, 29 * 24))).sharpe).toBeNull();
    expect(measureStretch(runOf(equity.slice(0, 30 * 24))).sharpe).not.toBeNull();
  });

  it("is null when every day was alike, also where rounding makes them differ", () => {
    const flat = new Array<number>(60 * 24).fill(1);
    const steady = Array.from({ length: 60 * 24 }, (_, hour) => 1.001 ** Math.floor(hour / 24) * 1.001);
    expect(measureStretch(runOf(flat)).sharpe).toBeNull();
    expect(measureStretch(runOf(steady)).sharpe).toBeNull();
    expect(measureRun(runOf(flat), ONE, 1)).toMatchObject({
      sharpeStandardError: null,
      probabilisticSharpe: null,
      deflatedSharpe: null,
      sharpeInterval: null,
      sortino: null,
      calmar: null,
      volatility: 0,
      drawdown: { percent: 0, fromAt: null, troughAt: null, recoveredAt: null },
    });
  });

  it("has an interval that holds it, is the same for the same seed and covers the truth as often as it says", () => {
    const { equity, firstOpenAt } = randomCurve(5);
    const run = runOf(equity, [], firstOpenAt);
    const { sharpe, sharpeInterval: interval } = measureRun(run, ONE, 9);
    expect(interval?.low).toBeLessThan(sharpe ?? 0);
    expect(interval?.high).toBeGreaterThan(sharpe ?? 0);
    expect(measureRun(run, ONE, 9).sharpeInterval).toEqual(interval);
    expect(measureRun(run, ONE, 10).sharpeInterval).not.toEqual(interval);
    let covered = 0;
    for (let seed = 0; seed < 120; seed++) {
      const random = seededRandom(seed + 1);
      let level = 1;
      const days = Array.from({ length: 200 * 24 }, (_, hour) => {
        if (hour % 24 === 23) level *= 1 + 0.02 * (random() + random() + random() - 1.5);
        return level;
      });
      const { sharpeInterval } = measureRun(runOf(days), ONE, seed);
      if (sharpeInterval !== null && sharpeInterval.low <= 0 && sharpeInterval.high >= 0) covered += 1;
    }
    expect(covered / 120).toBeGreaterThan(0.85);
  });
});

describe("the probabilistic and the deflated Sharpe ratio", () => {
  // Bailey & López de Prado (2014), the example of their section "A numerical example", every ratio of a day.
  const example = { count: 1_250, mean: 2.5 / Math.sqrt(250), deviation: 1, skewness: -3, kurtosis: 10 };
  const annual = Math.sqrt(365);

  it("is the example of the paper: 0.9004 that 2.5 a year is more than the best of 100 by luck", () => {
    const sharpes = [0, Math.sqrt(2 * 0.5 * (1 / 250)) * annual];
    expect(luckySharpe(example, { count: 100, sharpes })).toBeCloseTo(0.1132 * annual, 2);
    expect(deflatedSharpe(example, { count: 100, sharpes })).toBeCloseTo(0.9004, 3);
  });

  it("says the same for one trial, falls with every trial more and stays a probability", () => {
    expect(deflatedSharpe(example, ONE)).toBe(probabilisticSharpe(example));
    let before = 1;
    for (const count of [1, 2, 5, 25, 100, 1_000]) {
      const value = deflatedSharpe(example, { count, sharpes: [] }) ?? Number.NaN;
      expect(value).toBeLessThanOrEqual(before);
      expect(value).toBeGreaterThanOrEqual(0);
      before = value;
    }
  });
});

describe("drawdown", () => {
  it("has the dates of its peak, its trough and its recovery, of the largest fall", () => {
    const equity = [1, 1.1, 1.05, 1.2, 1.2, 0.9, 1, 1.25, 1.2];
    const { drawdown } = measureRun(runOf(equity), ONE, 1);
    expect(drawdown.percent).toBeCloseTo(25, 12);
    expect(drawdown).toMatchObject({
      fromAt: MIDNIGHT + 5 * HOUR_MS,
      troughAt: MIDNIGHT + 6 * HOUR_MS,
      recoveredAt: MIDNIGHT + 8 * HOUR_MS,
    });
  });

  it("measures from the money it began with, and says so when it never came back", () => {
    const { drawdown } = measureRun(runOf([0.9, 0.8, 0.95]), ONE, 1);
    expect(drawdown.percent).toBeCloseTo(20, 12);
    expect(drawdown.fromAt).toBe(MIDNIGHT);
    expect(drawdown.recoveredAt).toBeNull();
  });
});

describe("trades", () => {
  it("without a loss have no profit factor, never an infinite one", () => {
    const { trades } = measureRun(runOf([1, 1.1], [tradeOf(5, 0), tradeOf(5, 1)]), ONE, 1);
    expect(trades.profitFactor).toBeNull();
    expect(trades.losingStreak).toBe(0);
  });

  it("that are none have no rate, no mean and no interval", () => {
    const figures = measureRun(runOf([1, 1]), ONE, 1);
    expect(figures.trades).toEqual({
      count: 0,
      winRate: null,
      winRateInterval: null,
      draws: 0,
      profitFactor: null,
      expectancy: null,
      medianTrade: null,
      bestTrade: null,
      worstTrade: null,
      losingStreak: 0,
      meanHoldHours: null,
    });
    expect(figures.meanTradeInterval).toBeNull();
    expect(figures.costs).toEqual({ fees: 0, slippage: 0, turnover: 0 });
  });

  it("at exactly 0 are draws: neither wins nor losses, and below the line of the win rate", () => {
    const { trades } = measureRun(runOf([1, 1], [tradeOf(5, 0), tradeOf(0, 1), tradeOf(-5, 2), tradeOf(0, 3)]), ONE, 1);
    expect(trades).toMatchObject({ winRate: 25, draws: 2, losingStreak: 1 });
  });

  it("pay their costs on the equity of the time", () => {
    const equity = [...new Array<number>(24).fill(1), ...new Array<number>(24).fill(2)];
    const { costs } = measureRun(runOf(equity, [tradeOf(5, 0), tradeOf(5, 1, { weight: 0.5 })]), ONE, 1);
    // The second was bought at the open of the second day, before that day's equity was seen.
    expect(costs.fees).toBeCloseTo(0.2 + 0.5 * 0.2, 12);
    expect(costs.slippage).toBeCloseTo(0.1 + 0.5 * 0.1, 12);
    expect(costs.turnover).toBeCloseTo((3 * 365) / 2, 9);
  });

  it("bought on one day count as one for the interval of their mean", () => {
    const results = Array.from({ length: 40 }, (_, place) => 6 * Math.sin(place * 12.9898) + 0.5);
    const apart = measureRun(
      runOf(
        [1],
        results.map((result, place) => tradeOf(result, place)),
      ),
      ONE,
      1,
    );
    const inTens = results.flatMap((result, day) =>
      Array.from({ length: 10 }, (_, hour) =>
        tradeOf(result, day, { entryAt: MIDNIGHT + day * DAY_MS + hour * HOUR_MS }),
      ),
    );
    const together = measureRun(runOf([1], inTens), ONE, 1);
    expect(together.meanTradeInterval).toEqual({
      low: expect.closeTo(apart.meanTradeInterval?.low ?? 0, 9),
      high: expect.closeTo(apart.meanTradeInterval?.high ?? 0, 9),
    });
    expect(measureRun(runOf([1], inTens.slice(0, 70)), ONE, 1).meanTradeInterval).toBeNull();
  });

  it("that overlap because they were held for days count as one for the interval of their mean", () => {
    const WEEK_DAYS = 7;
    const results = Array.from({ length: 40 }, (_, place) => 6 * Math.sin(place * 12.9898) + 0.5);
    // One a day, each held for a week: those of a week shared its market.
    const held = results.flatMap((result, week) =>
      Array.from({ length: WEEK_DAYS }, (_, day) => {
        const entryAt = MIDNIGHT + (week * WEEK_DAYS + day) * DAY_MS;
        return tradeOf(result, 0, { entryAt, exitAt: entryAt + WEEK_DAYS * DAY_MS });
      }),
    );
    const widthOf = (trades: readonly Trade[]) => {
      const interval = measureRun(runOf([1], trades), ONE, 1).meanTradeInterval;
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    const independent = results.map((result, place) => tradeOf(result, place));
    expect(widthOf(held)).toBeGreaterThan(0.8 * widthOf(independent));
  });
});

describe("any run", () => {
  it("gives finite numbers or null, whatever its equity", () => {
    const odd = [
      [],
      [1],
      [1, 0],
      new Array<number>(800).fill(0),
      [1, ...new Array<number>(900).fill(1e-300)],
      Array.from({ length: 1_000 }, (_, hour) => (hour % 2 === 0 ? 1e200 : 1e-200)),
      Array.from({ length: 1_000 }, (_, hour) => 1 + (hour === 500 ? 1e-14 : 0)),
    ];
    for (const equity of odd) {
      JSON.stringify(measureRun(runOf(equity, [tradeOf(-100, 0)]), { count: 5, sharpes: [1, 1] }, 1), (_, value) => {
        if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
        return value;
      });
    }
  });

  it("has the same figures whenever it was", () => {
    const { equity } = randomCurve(8);
    const figures = measureRun(runOf(equity), ONE, 4);
    const padded = measureRun(runOf(equity, [], MIDNIGHT + 365 * DAY_MS), ONE, 4);
    expect({ ...padded, drawdown: padded.drawdown.percent }).toEqual({
      ...figures,
      drawdown: figures.drawdown.percent,
    });
  });
});
