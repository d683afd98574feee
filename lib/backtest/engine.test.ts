import { describe, expect, it } from "vitest";
import { everything, freeOfCosts, historyOf, MIDNIGHT, randomHistory } from "./coin-history.fixture";
import { runStrategy } from "./engine";
import type { Desk, Strategy } from "./strategy";

const history = historyOf(
  [100, 110, 120, 130, 140].map((price) => [price, price, price, price]),
  [0, 0, 0, 0, 0],
);
const order = { coin: 0, weight: 0.5, score: 1, holdBars: null, stopLossPct: null, takeProfitPct: null };

function run(onClose: (bar: number, desk: Desk) => void, coin = history) {
  return runStrategy([coin], { onClose }, freeOfCosts, everything(coin));
}

describe("a strategy of one's own", () => {
  it("is asked at every close, and what it orders fills at the next open", () => {
    const closes: number[] = [];
    const { trades } = run((bar, desk) => {
      closes.push(bar);
      if (bar === 1) desk.buy(order);
      if (bar === 3) desk.sell(0, "time_limit");
    });
    expect(closes).toEqual([0, 1, 2, 3, 4]);
    expect(trades).toEqual([
      expect.objectContaining({ entryBar: 2, entryPrice: 120, exitBar: 4, exitPrice: 140, reason: "time_limit" }),
    ]);
  });

  it("sees its account as it stands at that close", () => {
    const seen: [cash: number, equity: number, heldBars: number | null, openCount: number][] = [];
    run((bar, desk) => {
      if (bar === 0) desk.buy(order);
      seen.push([desk.cash, desk.equity, desk.heldBars(0), desk.openCount]);
    });
    expect(seen[0]).toEqual([1, 1, null, 0]);
    expect(seen[1]).toEqual([0.5, 1, 0, 1]);
    expect(seen[3]).toEqual([0.5, expect.closeTo(0.5 + (0.5 * 130) / 110, 12), 2, 1]);
  });

  it("is told of every exit before the close of its bar", () => {
    const told: string[] = [];
    const strategy: Strategy = {
      onClose: (bar, desk) => {
        told.push(`close ${bar}`);
        if (bar === 0) desk.buy({ ...order, holdBars: 1 });
      },
      onExit: (coin, bar) => told.push(`exit ${coin} ${bar}`),
    };
    runStrategy([history], strategy, freeOfCosts, { fromBar: 0, toBar: 3 });
    expect(told).toEqual(["close 0", "close 1", "exit 0 2", "close 2"]);
  });

  it("may not buy what it holds, and selling what it does not hold does nothing", () => {
    expect(() => run((_, desk) => desk.buy(order))).toThrow("A coin is held once");
    const twice = (_: number, desk: Desk) => {
      desk.buy(order);
      desk.buy(order);
    };
    expect(() => run(twice)).toThrow("A coin is held once");
    expect(run((_, desk) => desk.sell(0, "time_limit")).trades).toEqual([]);
  });

  it("starts at 1 with an empty account, also over no bars at all", () => {
    const { equity, trades, firstOpenAt } = runStrategy(
      [history],
      { onClose: (_, desk) => desk.buy(order) },
      freeOfCosts,
      { fromBar: 2, toBar: 2 },
    );
    expect({ bars: equity.length, trades, firstOpenAt }).toEqual({
      bars: 0,
      trades: [],
      firstOpenAt: MIDNIGHT + 2 * 3_600_000,
    });
  });

  it("trades only coins on one grid of hours, inside a window of it", () => {
    const other = randomHistory({ seed: 1, bars: 7 });
    const idle = { onClose: () => undefined };
    expect(() => runStrategy([history, other], idle, freeOfCosts, everything(history))).toThrow("one grid");
    expect(() => runStrategy([history], idle, freeOfCosts, { fromBar: 0, toBar: 6 })).toThrow("within the bars");
  });
});
