import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CoinHistory } from "./bars";
import { anyRules, everything, freeOfCosts, historyOf, neverBarred, randomHistory } from "./coin-history.fixture";
import type { Portfolio, Rules } from "./parameters";
import { simulateCoin } from "./simulate-coin";
import { simulate, simulatePortfolio } from "./simulate-portfolio";

const flat = (price: number, count: number) => Array.from({ length: count }, () => [price, price, price, price]);

function run(histories: readonly CoinHistory[], rules: Rules, portfolio: Portfolio) {
  const window = everything(histories[0] as CoinHistory);
  return simulatePortfolio(
    histories,
    rules,
    portfolio,
    window,
    histories.map(() => neverBarred),
  );
}

const anyPortfolio = fc.record({
  topN: fc.integer({ min: 1, max: 6 }),
  maxWeight: fc.constantFrom(0.05, 0.2, 0.5, 1),
});

const anyHistories = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e9 }),
    bars: fc.integer({ min: 2, max: 200 }),
    coins: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ seed, bars, coins }) =>
    Array.from({ length: coins }, (_, at) =>
      randomHistory({
        seed: seed + at,
        bars,
        deviation: 0.05,
        coinId: `coin-${at}`,
        silentEnd: at === 1 ? bars >> 1 : 0,
        delisted: at === 1,
      }),
    ),
  );

describe("a portfolio", () => {
  it("of one coin, one place and the whole equity is the backtest of that coin", () => {
    fc.assert(
      fc.property(anyHistories, anyRules, ([history], rules) => {
        if (!history) return;
        const alone = simulateCoin(history, rules, everything(history), neverBarred);
        expect(run([history], rules, { topN: 1, maxWeight: 1 })).toEqual(alone);
      }),
    );
  });

  it("never spends more than it has, nor more on a coin than its weight, nor on more coins than it has places", () => {
    fc.assert(
      fc.property(anyHistories, anyRules, anyPortfolio, (histories, rules, portfolio) => {
        const { equity, exposure, trades } = run(histories, rules, portfolio);
        const weight = Math.min(1 / portfolio.topN, portfolio.maxWeight);
        for (const trade of trades) expect(trade.weight).toBeLessThanOrEqual(weight * (1 + 1e-12));
        for (let bar = 0; bar < equity.length; bar++) {
          expect(equity[bar]).toBeGreaterThan(0);
          expect(exposure[bar]).toBeGreaterThanOrEqual(0);
          // What is not held is cash: below 0 of it, more than everything would be held.
          expect(exposure[bar]).toBeLessThanOrEqual(1 + 1e-12);
          const held = trades.filter(({ entryBar, exitBar, reason }) =>
            reason === "end_of_data" ? entryBar <= bar : entryBar <= bar && bar < exitBar,
          );
          expect(held.length).toBeLessThanOrEqual(portfolio.topN);
          expect(new Set(held.map(({ coinId }) => coinId)).size).toBe(held.length);
        }
      }),
    );
  });

  it("earns what its trades earned on what was put into them", () => {
    fc.assert(
      fc.property(anyHistories, anyRules, anyPortfolio, (histories, rules, portfolio) => {
        const { equity, trades } = run(histories, rules, portfolio);
        let expected = 1;
        for (const { entryBar, weight, pnlPct } of trades) {
          expected += ((equity[entryBar - 1] as number) * weight * pnlPct) / 100;
        }
        expect(equity.at(-1)).toBeCloseTo(expected, 9);
      }),
    );
  });

  it("does not depend on the order in which the coins are listed, and says the same when asked again", () => {
    fc.assert(
      fc.property(anyHistories, anyRules, anyPortfolio, (histories, rules, portfolio) => {
        const once = run(histories, rules, portfolio);
        expect(run(histories.toReversed(), rules, portfolio)).toEqual(once);
        const { signals, entered, notRearmed, noRoom, noFill, barred } = once.funnel;
        expect(entered + notRearmed + noRoom + noFill + barred).toBe(signals);
      }),
    );
  });

  it("fills nothing in an hour that did not trade, and holds nothing of a coin that is gone", () => {
    fc.assert(
      fc.property(anyHistories, anyRules, anyPortfolio, (histories, rules, portfolio) => {
        for (const { coinId, entryBar, exitBar, reason } of run(histories, rules, portfolio).trades) {
          const { bars, delisted } = histories.find((history) => history.coinId === coinId) as CoinHistory;
          expect(bars.traded[entryBar]).toBe(1);
          if (reason !== "end_of_data" && reason !== "delisted") expect(bars.traded[exitBar]).toBe(1);
          if (delisted) expect(exitBar).toBeLessThanOrEqual(bars.traded.lastIndexOf(1) + 1);
        }
      }),
    );
  });
});

describe("who gets a place", () => {
  const coin = (coinId: string, scores: number[], price = 100) => historyOf(flat(price, scores.length), scores, coinId);
  const bought = (histories: CoinHistory[], portfolio: Portfolio, rules: Partial<Rules> = {}) => {
    const { trades, funnel } = run(histories, { ...freeOfCosts, ...rules }, portfolio);
    return { ids: trades.map(({ coinId }) => coinId), weights: trades.map(({ weight }) => weight), funnel };
  };

  it("the best scores, and of equal ones the first by id", () => {
    const histories = [coin("c", [80, 0, 0]), coin("b", [90, 0, 0]), coin("a", [80, 0, 0]), coin("d", [75, 0, 0])];
    expect(bought(histories, { topN: 2, maxWeight: 1 })).toMatchObject({
      ids: ["b", "a"],
      weights: [0.5, 0.5],
      funnel: { signals: 4, entered: 2, noRoom: 2 },
    });
  });

  it("each no more than the largest weight, the rest stays cash", () => {
    const { weights } = bought([coin("a", [80, 0, 0])], { topN: 2, maxWeight: 0.3 });
    expect(weights).toEqual([0.3]);
  });

  it("nobody while every place is taken, and the next signal once one is free", () => {
    const histories = [coin("a", [90, 0, 0, 0, 0, 0]), coin("b", [80, 80, 80, 80, 0, 0])];
    const { ids, funnel } = bought(histories, { topN: 1, maxWeight: 1 }, { holdHours: 2 });
    expect(ids).toEqual(["a", "b"]);
    expect(funnel).toMatchObject({ signals: 5, entered: 2, noRoom: 3 });
  });

  it("what cash there is, when the others have grown", () => {
    const grown = historyOf(
      [100, 100, 300, 300].map((price) => [price, price, price, price]),
      [80, 0, 0, 0],
      "a",
    );
    // Half of 1 went in and became 1.5 of 2: half of 2 is wanted for b, and half of 1 is left.
    expect(bought([grown, coin("b", [0, 0, 80, 0])], { topN: 2, maxWeight: 1 }).weights).toEqual([0.5, 0.25]);
  });

  it("nobody where no cash is left", () => {
    const grown = historyOf(
      [100, 100, 400, 400, 400].map((price) => [price, price, price, price]),
      [80, 0, 0, 0, 0],
      "a",
    );
    // A third of 1 became 4/3 of 2: b gets a third of 2, which is all the cash there is.
    const histories = [grown, coin("b", [0, 0, 80, 0, 0]), coin("c", [0, 0, 0, 80, 0])];
    const { ids, funnel } = bought(histories, { topN: 3, maxWeight: 1 });
    expect(ids).toEqual(["a", "b"]);
    expect(funnel).toMatchObject({ signals: 3, entered: 2, noRoom: 1 });
  });

  it("no coin that was not in the universe at that hour", () => {
    const stranger = { ...coin("a", [90, 90, 0]), member: Uint8Array.from([0, 1, 1]) };
    const { trades } = run([stranger, coin("b", [80, 0, 0])], freeOfCosts, { topN: 1, maxWeight: 1 });
    expect(trades.map(({ coinId }) => coinId)).toEqual(["a"]);
  });
});

it("a run without a portfolio has exactly one coin", () => {
  const history = historyOf(flat(100, 3), [0, 0, 0]);
  const window = everything(history);
  expect(simulate({ histories: [history], rules: freeOfCosts, portfolio: null, window }).trades).toEqual([]);
  expect(() => simulate({ histories: [history, history], rules: freeOfCosts, portfolio: null, window })).toThrow();
});
