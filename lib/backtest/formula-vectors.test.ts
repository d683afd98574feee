import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { everything, historyOf, neverBarred } from "./coin-history.fixture";
import { maxDrawdown } from "./metrics/drawdown";
import { tradeFigures } from "./metrics/trade-figures";
import type { Rules } from "./parameters";
import { simulateCoin } from "./simulate-coin";
import { sweepRules } from "./sweep-coin";

const path = resolve(import.meta.dirname, "../../../shared/design/vectors.json");
const numbers = z.array(z.number());
const vectorSchema = z.object({
  id: z.literal("backtest"),
  input: z.object({
    bars_ohlc: z.array(numbers),
    scores: numbers,
    threshold: z.number(),
    hold_bars: z.number(),
    sl: z.number(),
    tp: z.number(),
    fee: z.number(),
    slip: z.number(),
  }),
  expect: z.object({
    trades: z.array(
      z.object({
        in: z.number(),
        out: z.number(),
        entry: z.number(),
        exit: z.number(),
        pnl_pct: z.number(),
        reason: z.string(),
      }),
    ),
    total_return: z.number(),
    max_drawdown: z.number(),
    win_rate: z.number(),
    final_equity: z.number(),
    equity: numbers,
  }),
  tol: z.number(),
});

describe.skipIf(!existsSync(path))(`the worked backtest of the design, A.16 (skipped where ${path} is absent)`, () => {
  const file = z.object({ vectors: z.array(z.looseObject({ id: z.string() })) });
  const all = existsSync(path) ? file.parse(JSON.parse(readFileSync(path, "utf8"))).vectors : [];
  const read = () => vectorSchema.parse(all.find(({ id }) => id === "backtest"));

  const setUp = () => {
    const { input, expect: wanted, tol } = read();
    const rules: Rules = {
      threshold: input.threshold,
      holdHours: input.hold_bars,
      stopLossPct: input.sl,
      takeProfitPct: input.tp,
      feeBps: input.fee * 1e4,
      slippage: { model: "fixed", bps: input.slip * 1e4 },
      allowReentry: false,
      side: "long",
    };
    const history = historyOf(input.bars_ohlc, input.scores);
    return { rules, history, wanted, tol, window: everything(history) };
  };

  it("marks every bar as written", () => {
    const { rules, history, wanted, window } = setUp();
    const { equity } = simulateCoin(history, rules, window, neverBarred);
    expect(equity).toHaveLength(wanted.equity.length);
    // The design prints six decimals.
    wanted.equity.forEach((value, bar) => {
      expect(equity[bar], `bar ${bar}`).toBeCloseTo(value, 6);
    });
  });

  it("makes the written trades, one after the other", () => {
    const { rules, history, wanted, window } = setUp();
    const { trades } = simulateCoin(history, rules, window, neverBarred);
    expect(trades.map(({ entryBar, exitBar, reason }) => ({ in: entryBar, out: exitBar, reason }))).toEqual(
      wanted.trades.map(({ in: entry, out, reason }) => ({ in: entry, out, reason })),
    );
    wanted.trades.forEach((trade, at) => {
      expect(trades[at]?.entryPrice).toBeCloseTo(trade.entry, 4);
      expect(trades[at]?.exitPrice).toBeCloseTo(trade.exit, 4);
      expect(trades[at]?.pnlPct).toBeCloseTo(trade.pnl_pct, 4);
    });
  });

  it("comes to the written figures, in the engine and in a sweep", () => {
    const { rules, history, wanted, window } = setUp();
    const run = simulateCoin(history, rules, window, neverBarred);
    const [cell] = sweepRules(history, [rules], window, neverBarred);
    expect(run.equity.at(-1)).toBeCloseTo(wanted.final_equity, 6);
    expect(maxDrawdown(run).percent).toBeCloseTo(wanted.max_drawdown, 4);
    expect(tradeFigures(run.trades).winRate).toBe(wanted.win_rate);
    expect(cell?.totalReturn).toBeCloseTo(wanted.total_return, 4);
    expect(cell?.maxDrawdown).toBeCloseTo(wanted.max_drawdown, 4);
    expect(cell?.winRate).toBe(wanted.win_rate);
    expect(cell?.sharpe).toBeNull();
  });
});
