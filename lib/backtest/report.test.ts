import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import type { CoinHistory } from "./bars";
import { holdCoins } from "./benchmarks";
import { freeOfCosts, historyOf, MIDNIGHT, neverBarred, randomHistory } from "./coin-history.fixture";
import { scaleCosts } from "./cost-sensitivity";
import type { Portfolio, Rules } from "./parameters";
import { drawRandomEntries, drawsFor } from "./random-entries";
import { splitByRegime } from "./regimes";
import { type ReportInput, writeReport } from "./report";
import { simulateCoin } from "./simulate-coin";
import { simulate } from "./simulate-portfolio";
import type { SweepCell } from "./sweep-summary";
import { thinCurve } from "./thin-curve";
import { distributeTrades } from "./trade-distribution";
import { judgeRun } from "./verdict";

const WARM_UP = 192;
const costly: Rules = {
  ...freeOfCosts,
  threshold: 65,
  holdHours: 12,
  stopLossPct: 10,
  takeProfitPct: 20,
  feeBps: 10,
  slippage: { model: "fixed", bps: 5 },
};

const coins = (count: number, days: number): CoinHistory[] =>
  Array.from({ length: count }, (_, place) =>
    randomHistory({ seed: place + 3, bars: WARM_UP + days * 24, gaps: 0.01, deviation: 0.01, coinId: `coin-${place}` }),
  );

function inputOf(histories: CoinHistory[], changes: Partial<ReportInput> = {}): ReportInput {
  const window = { fromBar: WARM_UP, toBar: histories[0]?.bars.close.length ?? 0 };
  const portfolio: Portfolio | null = histories.length > 1 ? { topN: 2, maxWeight: 1 } : null;
  const rules = changes.rules ?? costly;
  return {
    histories,
    rules,
    portfolio,
    window,
    run: simulate({ histories, rules, portfolio, window }),
    seed: 7,
    sweep: null,
    walkForward: null,
    randomDraws: 40,
    ...changes,
  };
}

describe("the report of a run", () => {
  const input = inputOf(coins(1, 80));
  const report = writeReport(input);

  it("is the same for the same input, and differs in nothing but what is drawn for another seed", () => {
    expect(writeReport(input)).toEqual(report);
    const other = writeReport({ ...input, seed: 8 });
    expect(other.randomEntries).not.toEqual(report.randomEntries);
    expect(other.curve).toEqual(report.curve);
    expect(other.figures.sharpe).toBe(report.figures.sharpe);
  });

  it("shows at costs once as high the run itself, and less and less at more", () => {
    const [free, once, twice, fourfold] = report.costs.map(({ totalReturn }) => totalReturn);
    expect(once).toBe(report.figures.totalReturn);
    expect(free).toBeGreaterThan(once ?? 0);
    expect(once).toBeGreaterThan(twice ?? 0);
    expect(twice).toBeGreaterThan(fourfold ?? 0);
  });

  it("splits the time by regime without losing any of it: hours add up, returns multiply, trades add up", () => {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(report.regimes.map(({ hours }) => hours))).toBe(80 * 24);
    expect(sum(report.regimes.map(({ tradeCount }) => tradeCount))).toBe(report.trades.length);
    const product = report.regimes.reduce((level, { totalReturn }) => level * (1 + totalReturn / 100), 1);
    expect(product).toBeCloseTo(report.figures.finalEquity, 9);
    for (const { hours } of report.regimes) expect(hours).toBeGreaterThan(100);
  });

  it("holds out the last 30 % of whole days, each part with its own run", () => {
    const { inSample, outOfSample } = report.holdout ?? expect.fail("There are enough days.");
    expect((inSample.to - inSample.from) / HOUR_MS).toBe(56 * 24);
    expect(outOfSample.from).toBe(inSample.to);
    expect(outOfSample.to).toBe(report.to);
    const { fromBar } = input.window;
    const alone = simulate({ ...input, window: { fromBar, toBar: fromBar + 56 * 24 } });
    expect(inSample.totalReturn).toBe(100 * ((alone.equity.at(-1) ?? 0) - 1));
  });

  it("counts every trade once in the distribution and once among the exits", () => {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(report.distribution.counts)).toBe(report.trades.length);
    expect(sum(Object.values(report.exits))).toBe(report.trades.length);
    expect(report.distribution.edges).toContain(0);
  });

  it("changes in nothing but prices when all prices are a thousand times as high", () => {
    const [history] = input.histories;
    if (!history) throw new Error("There is one coin.");
    const times = (column: Float64Array) => column.map((price) => price * 1_024);
    const { bars } = history;
    const higher = {
      ...history,
      bars: { ...bars, open: times(bars.open), high: times(bars.high), low: times(bars.low), close: times(bars.close) },
    };
    const other = writeReport(inputOf([higher]));
    expect(other.figures).toEqual(report.figures);
    expect(other.randomEntries).toEqual(report.randomEntries);
    expect(other.regimes.map(({ hours }) => hours)).toEqual(report.regimes.map(({ hours }) => hours));
    expect(other.hold).toEqual(report.hold);
  });

  it("counts an hour to what was known before it: the crash itself belongs to the rise that it ends", () => {
    const rows = Array.from({ length: 400 }, (_, hour) => {
      const price = (hour === 399 ? 0.5 : 1) * 100 * 1.001 ** hour * (1 + 0.001 * (hour % 3));
      return [price, price, price, price];
    });
    const history = historyOf(rows, new Array<number>(400).fill(90));
    const window = { fromBar: 300, toBar: 400 };
    const run = simulateCoin(history, { ...freeOfCosts, holdHours: 1_000 }, window, () => false);
    const [rising, sideways, falling] = splitByRegime([history], run, window);
    expect(rising).toMatchObject({ hours: 100, tradeCount: 1 });
    expect(rising?.totalReturn).toBeLessThan(-40);
    expect(sideways).toMatchObject({ hours: 0, totalReturn: 0, winRate: null });
    expect(falling).toMatchObject({ hours: 0, totalReturn: 0, winRate: null });
  });

  it("knows the regime of an hour before the hour: what comes later moves no earlier hour", () => {
    const cut = { fromBar: WARM_UP, toBar: WARM_UP + 40 * 24 };
    const [history] = input.histories;
    if (!history) throw new Error("There is one coin.");
    const crash = history.bars.close.map((price, bar) => (bar >= cut.toBar ? price * 3 : price));
    const later = { ...history, bars: { ...history.bars, close: crash } };
    const half = (histories: CoinHistory[]) =>
      writeReport({ ...inputOf(histories), window: cut, run: simulate({ ...input, histories, window: cut }) }).regimes;
    expect(half([later])).toEqual(half([history]));
  });
});

describe("the benchmarks", () => {
  it("hold the coin from the first open a strategy could have bought at, with its costs", () => {
    const histories = coins(1, 40);
    const report = writeReport(inputOf(histories));
    const [history] = histories;
    const entry = history?.bars.traded.indexOf(1, WARM_UP + 1) ?? 0;
    const bought = (history?.bars.open[entry] ?? 0) * 1.0005 * 1.001;
    const sold = (history?.bars.close.at(-1) ?? 0) * 0.9995 * 0.999;
    expect(report.hold.totalReturn).toBeCloseTo(100 * (sold / bought - 1), 9);
    expect(report.curve.at(-1)?.benchmark).toBeCloseTo(sold / bought, 12);
  });

  it("hold all coins of a portfolio in equal parts", () => {
    const histories = coins(5, 40);
    const report = writeReport(inputOf(histories));
    const growth = histories.map((history) => writeReport(inputOf([history])).hold.totalReturn);
    const mean = growth.reduce((sum, value) => sum + value, 0) / growth.length;
    expect(report.isPortfolio).toBe(true);
    // Coins whose first hour did not trade are bought an hour later with what was kept for them.
    expect(report.hold.totalReturn).toBeCloseTo(mean, 6);
  });

  it("give a coin that begins later its part when it begins, and nobody else's", () => {
    const coinOf = (coinId: string, from: number, doublesAt: number) => {
      const price = (bar: number) => (bar < from ? 0 : bar < doublesAt ? 10 : 20);
      const history = historyOf(
        Array.from({ length: 60 }, (_, bar) => [price(bar), price(bar), price(bar), price(bar)]),
        new Array<number>(60).fill(0),
        coinId,
      );
      history.bars.traded.fill(0, 0, from);
      return history;
    };
    const histories = [coinOf("early", 0, 20), coinOf("late", 30, 60), coinOf("last", 40, 50)];
    const { equity } = holdCoins(histories, freeOfCosts, { fromBar: 0, toBar: 60 });
    expect(equity[29]).toBeCloseTo((2 + 1 + 1) / 3, 12);
    expect(equity[59]).toBeCloseTo((2 + 1 + 2) / 3, 12);
  });

  it("buy at random as often as the run did, through the same engine", () => {
    const histories = coins(1, 80);
    const input = inputOf(histories);
    const entries = input.run.trades.length;
    const wanted = { ...input, entries, totalReturn: 0, draws: 60 };
    const drawn = drawRandomEntries(wanted);
    expect(drawn?.interval.low).toBeLessThan(drawn?.medianReturn ?? 0);
    expect(drawn?.interval.high).toBeGreaterThan(drawn?.medianReturn ?? 0);
    expect(drawRandomEntries({ ...wanted, totalReturn: 1e9 })?.shareBeaten).toBe(1);
    expect(drawRandomEntries({ ...wanted, totalReturn: -101 })?.shareBeaten).toBe(0);
    expect(drawRandomEntries({ ...wanted, entries: 0 })).toBeNull();
    // At a constant price every entry costs the same, so the median tells how many there were.
    const flat = historyOf(
      Array.from({ length: 2_000 }, () => [50, 50, 50, 50]),
      new Array<number>(2_000).fill(0),
    );
    const onFlat = { ...wanted, histories: [flat], window: { fromBar: 0, toBar: 2_000 }, entries: 30 };
    const still = drawRandomEntries(onFlat, [neverBarred]);
    const roundTrip = (0.9995 * 0.999) / (1.0005 * 1.001);
    expect(still?.medianReturn).toBeCloseTo(100 * (roundTrip ** 30 - 1), 9);
    // What the board never buys, chance does not buy either.
    expect(drawRandomEntries(onFlat)).toMatchObject({ medianReturn: 0, interval: { low: 0, high: 0 } });
  });

  it("are drawn fewer times where a draw takes longer, the same number on every machine", () => {
    const { histories, run } = inputOf(coins(1, 40));
    const longer = (bars: number) => ({ ...run, equity: new Float64Array(bars), trades: [] });
    expect(drawsFor({ histories, rules: costly, run: longer(1_000) })).toBe(500);
    expect(drawsFor({ histories, rules: costly, run: longer(100_000) })).toBe(150);
    expect(drawsFor({ histories, rules: costly, run: longer(10_000_000) })).toBe(20);
    const impact: Rules = { ...costly, slippage: { model: "sqrt_impact", orderUsd: 1_000 } };
    expect(drawsFor({ histories, rules: impact, run: longer(100_000) })).toBe(50);
    const busy = { ...longer(10_000), trades: new Array(10_000).fill(run.trades[0]) };
    expect(drawsFor({ histories, rules: costly, run: busy })).toBeLessThan(150);
  });
});

describe("costs", () => {
  it("scale in what they cost, also those that grow with the root of the order", () => {
    const impact: Rules = { ...costly, slippage: { model: "sqrt_impact", orderUsd: 1_000 } };
    expect(scaleCosts(impact, 2)).toMatchObject({ feeBps: 20, slippage: { model: "sqrt_impact", orderUsd: 4_000 } });
    expect(scaleCosts(impact, 0)).toMatchObject({ feeBps: 0, slippage: { model: "fixed", bps: 0 } });
    expect(scaleCosts(costly, 4)).toMatchObject({ feeBps: 40, slippage: { model: "fixed", bps: 20 } });
  });
});

describe("the verdict", () => {
  const verdictOf = (growth: number, days: number, changes: Partial<Rules> = {}) => {
    // Every second day 24 hours of `growth`, between them a fall of a quarter of it; bought on the rising days.
    const rows: number[][] = [];
    const scores: number[] = [];
    const random = seededRandom(3);
    let price = 100;
    for (let hour = 0; hour < WARM_UP + days * 24; hour++) {
      const rising = Math.floor(hour / 24) % 2 === 1;
      const open = price;
      price *= 1 + (rising ? growth : -Math.abs(growth) / 4) / 24 + 0.004 * (random() - 0.5);
      rows.push([open, Math.max(open, price), Math.min(open, price), price]);
      scores.push((hour + 1) % 48 === 24 ? 90 : 10);
    }
    return writeReport(inputOf([historyOf(rows, scores)], { rules: { ...costly, holdHours: 24, ...changes } }));
  };

  it("is no verdict below 20 trades or 30 days", () => {
    expect(verdictOf(0.05, 36).verdict).toBe("not_enough_data");
    expect(verdictOf(0.05, 20).verdict).toBe("not_enough_data");
  });

  it("shows no edge where the interval of the mean trade reaches 0 or lies below", () => {
    expect(verdictOf(0.001, 80).verdict).toBe("no_edge");
    expect(verdictOf(-0.02, 80).verdict).toBe("no_edge");
  });

  it("is an edge in this sample where nothing speaks against it", () => {
    const report = verdictOf(0.03, 80);
    expect(report.figures.meanTradeInterval?.low).toBeGreaterThan(0);
    expect(report.verdict).toBe("edge_in_sample");
  });

  it("does not hold where the last 30 % of the time gained nothing", () => {
    const facts = {
      days: 100,
      totalReturn: 20,
      trades: { ...verdictOf(0.03, 80).figures.trades, count: 40 },
      meanTradeInterval: { low: 0.1, high: 1 },
    };
    const judged = (outOfSample: { totalReturn: number } | null) =>
      judgeRun({ figures: facts, holdReturn: 10, outOfSample });
    expect(judged({ totalReturn: 0 })).toBe("fails_out_of_sample");
    expect(judged({ totalReturn: -3 })).toBe("fails_out_of_sample");
    expect(judged(null)).toBe("fails_out_of_sample");
    expect(judged({ totalReturn: 0.1 })).toBe("edge_in_sample");
  });

  it("is worse than holding where holding made more", () => {
    const steep = verdictOf(0.03, 80, { takeProfitPct: 0.6 });
    expect(steep.figures.totalReturn).toBeGreaterThan(0);
    expect(steep.figures.totalReturn).toBeLessThan(steep.hold.totalReturn);
    expect(steep.verdict).toBe("worse_than_holding");
    expect(steep.prospects.neededAboveMean).toBeGreaterThan(0);
  });
});

describe("a sweep", () => {
  const cell = (totalReturn: number, sharpe: number | null, tradeCount = 20): SweepCell => ({
    threshold: 70,
    holdHours: 24,
    totalReturn,
    sharpe,
    maxDrawdown: 1,
    tradeCount,
  });
  const cells = [cell(4, 0.5), cell(-6, -0.5), cell(14, 1.5), cell(14, 1.4), cell(90, null, 0)];

  it("names the best that traded and what the best of so many shows by luck", () => {
    const report = writeReport(inputOf(coins(1, 60), { sweep: cells }));
    expect(report.sweep?.best).toBe(cells[2]);
    // sd(4, −6, 14, 14) = 9.574; the largest of 4: 0.4228·Φ⁻¹(0.75) + 0.5772·Φ⁻¹(1 − 1/(4e)) = 1.0521 (SciPy 1.17).
    expect(report.sweep?.expectedBestByLuck).toBeCloseTo(9.574271077563381 * 1.0521228241893006, 9);
    // The run's own rules are one set more where the sweep did not try them.
    expect(report.figures.trials).toBe(6);
    const tried = inputOf(coins(1, 60), { sweep: cells, rules: { ...costly, threshold: 70, holdHours: 24 } });
    expect(writeReport(tried).figures.trials).toBe(5);
    expect(report.figures.deflatedSharpe).toBeLessThan(report.figures.probabilisticSharpe ?? 0);
  });

  it("without trades has no best and no luck", () => {
    const report = writeReport(inputOf(coins(1, 60), { sweep: [cell(0, null, 0)] }));
    expect(report.sweep).toMatchObject({ best: null, expectedBestByLuck: null });
  });
});

describe("what is drawn on the screen", () => {
  it("is at most 1,500 points with the first, the last and every extreme", () => {
    const values = Float64Array.from({ length: 43_800 }, (_, bar) => Math.sin(bar / 300) + Math.sin(bar * 7.3) / 9);
    values[20_001] = 9;
    values[30_001] = -9;
    const kept = thinCurve(values);
    expect(kept.length).toBeLessThanOrEqual(1_500);
    expect(kept.length).toBeGreaterThan(1_400);
    expect([kept[0], kept.at(-1)]).toEqual([0, 43_799]);
    expect(kept).toContain(20_001);
    expect(kept).toContain(30_001);
    expect(Array.from(kept)).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(thinCurve(values.subarray(0, 1_500))).toHaveLength(1_500);
    expect(thinCurve(new Float64Array(0))).toHaveLength(0);
  });

  it("has edges that are round numbers, ascend and hold every trade between them", () => {
    const trades = inputOf(coins(1, 80)).run.trades;
    const { edges, counts } = distributeTrades(trades);
    expect(edges).toHaveLength(counts.length + 1);
    for (const edge of edges) expect(String(edge).length).toBeLessThan(8);
    counts.forEach((count, bin) => {
      const [low, high] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
      expect(high).toBeGreaterThan(low);
      expect(trades.filter(({ pnlPct }) => pnlPct >= low && pnlPct < high)).toHaveLength(count);
    });
    expect(distributeTrades([])).toEqual({ edges: [], counts: [] });
  });
});

it("MIDNIGHT of the fixture is the first hour of a day, as the whole days above assume", () => {
  expect(MIDNIGHT % (24 * HOUR_MS)).toBe(0);
});
