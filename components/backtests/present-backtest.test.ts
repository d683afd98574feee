import { describe, expect, it } from "vitest";
import { backtestResultFixture } from "@/lib/contracts/backtest-result.fixture";
import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import {
  costWarning,
  estimateText,
  formatPart,
  metricCards,
  progressText,
  secondsText,
  sizeText,
} from "./present-backtest";

const { metrics } = backtestResultFixture();
const progress: BacktestProgress = {
  fraction: 0.719,
  stage: "simulating",
  simulated_at: "2026-09-08T05:00:00.000Z",
  trades: 12,
  seconds_left: 2.2,
  place: null,
};
const preview = {
  coins: [{ coin_id: "solana", symbol: "SOL" }],
  hours: 4_416,
  days: 184,
  variants: 1,
  data: { source: "binance", stored: 1, sentence: "" },
  estimate_seconds: 4.4,
  notes: [],
  identical: null,
};
const card = (key: string, changes: Partial<typeof metrics> = {}, hold = 9.8) =>
  metricCards({ ...metrics, ...changes }, { total_return: hold }).find((one) => one.key === key);

describe("what a backtest says about itself", () => {
  it("warns of costs only when one is really zero, and names it", () => {
    expect(costWarning({ fee: "10", slippage: "5", impact: false })).toBeNull();
    expect(costWarning({ fee: "0", slippage: "5", impact: false })).toContain("(fee)");
    expect(costWarning({ fee: "0.0", slippage: "0", impact: false })).toContain("(fee and slippage)");
    expect(costWarning({ fee: "", slippage: "x", impact: false })).toBeNull();
    expect(costWarning({ fee: "10", slippage: "0", impact: true })).toBeNull();
  });

  it("says how far a run is, never a hundred percent before it is there", () => {
    expect(progressText(progress)).toBe("Trading · 71% · 2026-09-08 · 12 trades · 2 s left");
    expect(progressText({ ...progress, fraction: 0.999 })).toContain("99%");
    const bare = { ...progress, simulated_at: null, trades: 0, seconds_left: null };
    expect(progressText({ ...bare, stage: "loading" })).toBe("Fetching candles · 71%");
  });

  it("says the place in the queue, and who waits for what", () => {
    expect(progressText(null)).toBe("Starting");
    const waiting = { ...progress, stage: "waiting" as const };
    expect(progressText({ ...waiting, place: 0 })).toBe("Waiting for a worker");
    expect(progressText({ ...waiting, place: 1 })).toBe("Waiting: 1 backtest before it");
    expect(progressText({ ...waiting, place: 3 })).toBe("Waiting: 3 backtests before it");
  });

  it("says before the run what it will be over, and how long it takes where that is known", () => {
    expect(sizeText(preview)).toBe("SOL · 184 d, 4,416 h");
    expect(sizeText({ ...preview, coins: [...preview.coins, ...preview.coins], variants: 25 })).toBe(
      "2 coins · 184 d, 4,416 h · 25 variants",
    );
    expect(estimateText(preview)).toBe("About 4 s.");
    expect(estimateText({ ...preview, estimate_seconds: null })).toBe("");
    expect(estimateText(null)).toBe("");
    expect([0.2, 89, 120].map(secondsText)).toEqual(["under a second", "89 s", "2 min"]);
  });

  it("writes a percentage with the typographic minus, and a dash for what is not known", () => {
    expect(formatPart(-12.44)).toBe("−12.4%");
    expect(formatPart(null)).toBe("–");
  });
});

describe("the cards of the measures", () => {
  it("puts the return beside holding, with a direction that what rounds to nothing does not have", () => {
    expect(card("total_return", { total_return: 6.2 })).toMatchObject({
      value: "+6.20%",
      under: "holding +9.80%",
      direction: "up",
    });
    expect(card("total_return", { total_return: -3 })?.direction).toBe("down");
    expect(card("total_return", { total_return: 0 })?.direction).toBeNull();
    expect(card("total_return", { total_return: -0.001 })).toMatchObject({ value: "0.00%", direction: null });
  });

  it("gives every estimate its range, and a dash the reason instead", () => {
    expect(card("sharpe", { sharpe: 0.71, sharpe_interval: { low: -2.1, high: 3.5 } })).toMatchObject({
      value: "0.71",
      under: "−2.10 … 3.50",
    });
    expect(card("sharpe", { sharpe: null, sharpe_interval: null, days: 12 })).toMatchObject({
      value: "–",
      under: "Sharpe needs 30 days, has 12.",
    });
    expect(card("win_rate", { win_rate: 54, win_rate_interval: { low: 39, high: 68 }, trade_count: 41 })).toMatchObject(
      {
        value: "54%",
        under: "39% … 68%, n 41",
      },
    );
    expect(card("profit_factor", { profit_factor: null, trade_count: 3 })).toMatchObject({
      value: "–",
      under: "Profit factor needs a losing trade, there was none.",
    });
  });

  it("dates the drawdown, and says when it never ended or never was", () => {
    const at = (day: number) => Date.UTC(2026, 9, day) / 1_000;
    const fell = { drawdown_from: at(2), drawdown_trough: at(5), drawdown_recovered: at(12) };
    expect(card("max_drawdown", fell)?.under).toBe("from 2026-10-02, 10 days long");
    expect(card("max_drawdown", { ...fell, drawdown_recovered: null })?.under).toBe("from 2026-10-02, not recovered");
    const never = { drawdown_from: null, drawdown_trough: null, drawdown_recovered: null };
    expect(card("max_drawdown", never)?.under).toBe("never below its peak");
  });

  it("adds the costs up and splits them", () => {
    expect(card("fees_paid", { fees_paid: 2.7, slippage_paid: 1.4 })).toMatchObject({
      value: "4.1%",
      under: "fee 2.7%, slippage 1.4%",
    });
  });
});
