import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CoinHistory } from "./bars";
import {
  anyHistory,
  anyRules,
  everything,
  freeOfCosts,
  historyOf,
  neverBarred,
  randomHistory,
} from "./coin-history.fixture";
import type { Rules } from "./parameters";
import type { Run } from "./run";
import { simulateCoin } from "./simulate-coin";

const HOLD = 70;
const flat = (price: number, count: number) => Array.from({ length: count }, () => [price, price, price, price]);
const run = (history: CoinHistory, rules: Rules) => simulateCoin(history, rules, everything(history), neverBarred);

/** The bars before `count`, as if nobody knew the rest. */
function prefixOf(history: CoinHistory, count: number): CoinHistory {
  const { bars, scores } = history;
  return {
    ...history,
    delisted: false,
    bars: {
      ...bars,
      open: bars.open.slice(0, count),
      high: bars.high.slice(0, count),
      low: bars.low.slice(0, count),
      close: bars.close.slice(0, count),
      volumeUsd: bars.volumeUsd.slice(0, count),
      traded: bars.traded.slice(0, count),
    },
    scores: { scores: scores.scores.slice(0, count), known: scores.known.slice(0, count) },
  };
}

function scaled(history: CoinHistory, factor: number): CoinHistory {
  const { bars } = history;
  const times = (column: Float64Array) => column.map((price) => price * factor);
  return {
    ...history,
    bars: { ...bars, open: times(bars.open), high: times(bars.high), low: times(bars.low), close: times(bars.close) },
  };
}

describe("a backtest of one coin", () => {
  it("at a constant price loses exactly the costs of every round trip", () => {
    const scores = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 80 : 10));
    const rules: Rules = { ...freeOfCosts, holdHours: 2, feeBps: 10, slippage: { model: "fixed", bps: 5 } };
    const { equity, trades } = run(historyOf(flat(50, 40), scores), rules);
    const roundTrip = ((1 - 0.0005) * (1 - 0.001)) / ((1 + 0.0005) * (1 + 0.001));
    expect(trades).toHaveLength(10);
    expect(equity.at(-1)).toBeCloseTo(roundTrip ** 10, 12);
    for (const { pnlPct, feePct, slippagePct } of trades) {
      expect(pnlPct).toBeCloseTo(100 * (roundTrip - 1), 10);
      expect(pnlPct).toBeCloseTo(-feePct - slippagePct, 10);
    }
  });

  it("without costs that never sells is buy and hold", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { close, open, traded } = history.bars;
        fc.pre(close.length > 2 && traded[1] === 1 && !history.delisted);
        const always = {
          ...history,
          scores: { scores: new Float64Array(close.length).fill(100), known: new Uint8Array(close.length).fill(1) },
        };
        const { equity, trades } = run(always, { ...freeOfCosts, holdHours: 8_760 });
        expect(trades).toHaveLength(1);
        for (let bar = 1; bar < close.length; bar++) {
          expect(equity[bar]).toBeCloseTo((close[bar] as number) / (open[1] as number), 9);
        }
      }),
    );
  });

  it("is the same to the last bit when every price is doubled or halved, and to rounding at any other scale", () => {
    const outcomes = ({ equity, trades }: Run) => ({
      equity,
      trades: trades.map(({ entryBar, exitBar, pnlPct, reason }) => ({ entryBar, exitBar, pnlPct, reason })),
    });
    fc.assert(
      fc.property(anyHistory, anyRules, fc.integer({ min: -20, max: 20 }), (history, rules, power) => {
        expect(outcomes(run(scaled(history, 2 ** power), rules))).toEqual(outcomes(run(history, rules)));
      }),
    );
    const history = randomHistory({ seed: 5, bars: 1_000 });
    const rules: Rules = { ...freeOfCosts, stopLossPct: 3, takeProfitPct: 4, feeBps: 10 };
    const plain = run(history, rules).equity;
    run(scaled(history, 1 / 3_000), rules).equity.forEach((equity, bar) => {
      expect(equity).toBeCloseTo(plain[bar] as number, 9);
    });
  });

  it("knows nothing of later bars: a run over the first bars is the beginning of the run over all", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, fc.nat(), (history, rules, cut) => {
        const alive = { ...history, delisted: false };
        const count = 1 + (cut % alive.bars.close.length);
        const whole = run(alive, rules);
        const first = run(prefixOf(alive, count), rules);
        expect(first.equity).toEqual(whole.equity.slice(0, count));
        expect(first.exposure).toEqual(whole.exposure.slice(0, count));
        const ended = (trades: Run["trades"]) =>
          trades.filter(({ exitBar, reason }) => exitBar < count && reason !== "end_of_data");
        expect(ended(first.trades)).toEqual(ended(whole.trades));
      }),
    );
  });

  it("compounds its trades into its equity, and stands still between them", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, (history, rules) => {
        const { equity, exposure, trades } = run(history, rules);
        let product = 1;
        for (const { pnlPct } of trades) product *= 1 + pnlPct / 100;
        expect((equity.at(-1) as number) / product).toBeCloseTo(1, 9);
        for (let bar = 1; bar < equity.length; bar++) {
          const out = exposure[bar] === 0 && exposure[bar - 1] === 0;
          const traded = trades.some(({ entryBar, exitBar }) => entryBar === bar || exitBar === bar);
          if (out && !traded) expect(equity[bar]).toBe(equity[bar - 1]);
        }
      }),
    );
  });

  it("holds one position at a time, inside the window, no longer than told while the market trades", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, (history, rules) => {
        const { traded } = history.bars;
        let freeFrom = 0;
        for (const { entryBar, exitBar, worstPct, bestPct, weight } of run(history, rules).trades) {
          expect(entryBar).toBeGreaterThanOrEqual(freeFrom);
          expect(exitBar).toBeGreaterThanOrEqual(entryBar);
          for (let bar = entryBar + rules.holdHours; bar < exitBar; bar++) expect(traded[bar]).toBe(0);
          expect(worstPct).toBeLessThanOrEqual(0);
          expect(bestPct).toBeGreaterThanOrEqual(0);
          expect(weight).toBe(1);
          freeFrom = exitBar + 1;
        }
      }),
    );
  });

  it("fills nothing in an hour that did not trade", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, (history, rules) => {
        const { traded } = history.bars;
        for (const { entryBar, exitBar, reason } of run(history, rules).trades) {
          expect(traded[entryBar]).toBe(1);
          // Nothing is sold at the end of the data or of a coin: it is written down at what it is worth.
          if (reason !== "end_of_data" && reason !== "delisted") expect(traded[exitBar]).toBe(1);
        }
      }),
    );
  });

  it("fills between the low and the high of the bar, but for slippage", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, (history, rules) => {
        const { low, high, open } = history.bars;
        const free: Rules = { ...rules, feeBps: 0, slippage: { model: "fixed", bps: 0 } };
        for (const { entryBar, entryPrice, exitBar, exitPrice, reason } of run(history, free).trades) {
          expect(entryPrice).toBe(open[entryBar]);
          if (reason === "delisted") continue;
          expect(exitPrice).toBeGreaterThanOrEqual(low[exitBar] as number);
          expect(exitPrice).toBeLessThanOrEqual(high[exitBar] as number);
        }
      }),
    );
  });

  it("says the same when asked again, and counts every signal once", () => {
    fc.assert(
      fc.property(anyHistory, anyRules, (history, rules) => {
        const once = run(history, rules);
        expect(run(history, rules)).toEqual(once);
        const { signals, entered, notRearmed, noRoom, noFill, barred } = once.funnel;
        expect(entered + notRearmed + noRoom + noFill + barred).toBe(signals);
      }),
    );
  });

  it("earns more when it is shown scores one hour too early: the canary of look-ahead", () => {
    const history = randomHistory({ seed: 11, bars: 5_000, gaps: 0 });
    const { open, close } = history.bars;
    // A score of this hour's own move: worthless afterwards, a fortune beforehand.
    const scores = close.map((price, bar) => (price > (open[bar] as number) ? 100 : 0));
    const known = new Uint8Array(close.length).fill(1);
    const rules = { ...freeOfCosts, holdHours: 1, allowReentry: true };
    const seen = run({ ...history, scores: { scores, known } }, rules);
    const foreseen = run(
      { ...history, scores: { scores: scores.map((_, bar) => scores[bar + 1] ?? 0), known } },
      rules,
    );
    expect(foreseen.equity.at(-1)).toBeGreaterThan(1_000 * (seen.equity.at(-1) as number));
  });
});

describe("the order of exits", () => {
  const quiet = [100, 100, 100, 100];
  const bought = (bar: number[], rules: Partial<Rules>) =>
    run(historyOf([quiet, quiet, bar, quiet], [80, 0, 0, 0]), { ...freeOfCosts, ...rules }).trades[0];

  it("takes the stop when a bar touches stop and target", () => {
    const trade = bought([100, 130, 80, 100], { stopLossPct: 10, takeProfitPct: 20 });
    expect(trade).toMatchObject({ reason: "stop_loss", exitBar: 2, exitPrice: 90 });
    expect(trade?.worstPct).toBeCloseTo(-10, 12);
    expect(trade?.bestPct).toBe(0);
  });

  it("takes the time limit at the open before either", () => {
    expect(bought([95, 130, 80, 100], { stopLossPct: 10, takeProfitPct: 20, holdHours: 1 })).toMatchObject({
      reason: "time_limit",
      exitBar: 2,
      exitPrice: 95,
    });
  });

  it("fills a stop that the market jumped over at the open, which is worse", () => {
    expect(bought([85, 88, 80, 86], { stopLossPct: 10 })).toMatchObject({ reason: "stop_loss", exitPrice: 85 });
  });

  it("fills a target that the market jumped over at the open, which is better", () => {
    expect(bought([125, 128, 122, 126], { takeProfitPct: 20 })).toMatchObject({
      reason: "take_profit",
      exitPrice: 125,
    });
  });

  it("closes what is left at the last close", () => {
    expect(bought([100, 104, 96, 103], {})).toMatchObject({ reason: "end_of_data", exitBar: 3, exitPrice: 100 });
  });

  it("may end a position in the bar in which it began", () => {
    const history = historyOf([quiet, [100, 101, 89, 95], quiet], [80, 0, 0]);
    expect(run(history, { ...freeOfCosts, stopLossPct: 10 }).trades[0]).toMatchObject({
      entryBar: 1,
      exitBar: 1,
      exitPrice: 90,
    });
  });

  it("sells after an hour that did not trade, at the next that did", () => {
    const history = historyOf([quiet, quiet, quiet, [90, 91, 89, 90], quiet], [80, 0, 0, 0, 0]);
    history.bars.traded[2] = 0;
    expect(run(history, { ...freeOfCosts, holdHours: 1 }).trades[0]).toMatchObject({
      reason: "time_limit",
      exitBar: 3,
      exitPrice: 90,
    });
  });

  it("writes a delisted coin down to half its last price in its first hour without a trade", () => {
    const history = { ...historyOf(flat(100, 6), [80, 0, 0, 0, 0, 0]), delisted: true };
    history.bars.traded.fill(0, 4);
    const { trades, equity } = run(history, freeOfCosts);
    expect(trades).toEqual([expect.objectContaining({ reason: "delisted", exitBar: 4, exitPrice: 50, pnlPct: -50 })]);
    expect(Array.from(equity)).toEqual([1, 1, 1, 1, 0.5, 0.5]);
  });
});

describe("when a signal becomes an entry", () => {
  const entries = (scores: number[], rules: Partial<Rules> = {}, change?: (history: CoinHistory) => void) => {
    const history = historyOf(flat(100, scores.length), scores);
    change?.(history);
    const { trades, funnel } = run(history, { ...freeOfCosts, holdHours: 1, ...rules });
    return { bars: trades.map(({ entryBar }) => entryBar), funnel };
  };

  it("waits after an exit until the score has been below the threshold", () => {
    expect(entries([80, 80, 80, 80, 60, 80, 80, 0]).bars).toEqual([1, 6]);
  });

  it("does not count a fall that came while the coin was held", () => {
    expect(entries([80, 60, 80, 80, 80, 80, 0, 0], { holdHours: 2 }).bars).toEqual([1]);
  });

  it("does not take an unknown score for a fall", () => {
    const { bars } = entries([80, 80, 80, 0, 80, 80, 0, 0], {}, ({ scores }) => {
      scores.known[3] = 0;
    });
    expect(bars).toEqual([1]);
  });

  it("buys again at once where that is allowed", () => {
    expect(entries([HOLD, 80, 80, 80, 80, 80, 80], { allowReentry: true }).bars).toEqual([1, 3, 5]);
  });

  it("buys at the threshold itself, and never on the strength of an unknown score", () => {
    expect(entries([HOLD, 0, 0]).bars).toEqual([1]);
    expect(entries([HOLD - 1e-9, 0, 0]).bars).toEqual([]);
    const unknown = entries([0, 0, 0], { threshold: 0 }, ({ scores }) => scores.known.fill(0));
    expect(unknown).toMatchObject({ bars: [], funnel: { signals: 0 } });
  });

  it("loses an order whose hour does not trade, and one of the last close, without using up the signal", () => {
    const { bars, funnel } = entries([80, 80, 80, 0, 0, 80], {}, ({ bars: { traded } }) => {
      traded[1] = 0;
    });
    expect(bars).toEqual([2]);
    expect(funnel).toEqual({ signals: 3, entered: 1, notRearmed: 0, noRoom: 0, noFill: 2, barred: 0 });
  });

  it("buys nothing that is outside the universe or that the live board would bar", () => {
    const history = { ...historyOf(flat(100, 4), [80, 80, 80, 0]), member: Uint8Array.from([0, 1, 1, 1]) };
    const window = everything(history);
    // A week of one price is stable-like, a few hours are too new: the live board bars both.
    expect(simulateCoin(history, freeOfCosts, window).funnel).toMatchObject({ signals: 3, barred: 3, entered: 0 });
  });

  it("trades nothing before its window, and closes everything at the end of it", () => {
    const history = historyOf(flat(100, 10), [80, 0, 0, 80, 0, 0, 0, 0, 0, 0]);
    const { trades, equity, firstOpenAt } = simulateCoin(history, freeOfCosts, { fromBar: 2, toBar: 7 }, neverBarred);
    expect(trades).toEqual([expect.objectContaining({ entryBar: 4, exitBar: 6, reason: "end_of_data" })]);
    expect(equity).toHaveLength(5);
    expect(firstOpenAt).toBe(history.bars.firstOpenAt + 2 * 3_600_000);
  });
});
