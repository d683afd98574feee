import { expect, it } from "vitest";
import { equityCsv, exportFileName, tradesCsv } from "./backtest-csv";
import type { WireTrade } from "./backtest-result";

const trade: WireTrade = {
  coin_id: "solana",
  symbol: "SOL",
  side: "long",
  entry_time: "2025-01-09T01:00:00.000Z",
  exit_time: "2025-01-10T01:00:00.000Z",
  entry_price: 100.05,
  exit_price: 91.8,
  pnl_pct: -10.2247,
  reason: "stop_loss",
  entry_score: 71.5,
  hold_hours: 24,
  worst_pct: -10,
  best_pct: 0.5,
  weight: 1,
};

it("writes one line a trade under a head, with negative numbers as numbers", () => {
  const lines = tradesCsv({ trades: [trade] }).split("\r\n");
  expect(lines).toEqual([
    "coin_id,symbol,side,entry_time,exit_time,entry_price,exit_price,pnl_pct,reason,entry_score,hold_hours,worst_pct,best_pct,weight",
    "solana,SOL,long,2025-01-09T01:00:00.000Z,2025-01-10T01:00:00.000Z,100.05,91.8,-10.2247,stop_loss,71.5,24,-10,0.5,1",
    "",
  ]);
});

it.each([
  ["=HYPERLINK(0)", "'=HYPERLINK(0)"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM", "'@SUM"],
  ["\t=1", "'\t=1"],
  ['=a"b,c', `"'=a""b,c"`],
  ["two\r\nlines", '"two\r\nlines"'],
  ["plain", "plain"],
])("lets no symbol %j run in a spreadsheet or break its line", (symbol, cell) => {
  expect(tradesCsv({ trades: [{ ...trade, symbol }] })).toContain(`\r\nsolana,${cell},long,`);
});

it("writes the equity curve with times that people read", () => {
  const point = { time: 1_736_380_800, equity: 1.01, drawdown: 0, benchmark: 0.99 };
  expect(equityCsv({ equity_curve: [point] })).toBe(
    "time,equity,drawdown_pct,benchmark\r\n2025-01-09T00:00:00.000Z,1.01,0,0.99\r\n",
  );
});

it.each([
  ["SOL · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30", "ghostquant-sol-score-70-24-h-2025-01-09-2025-04-30-trades.csv"],
  ['../../etc/"passwd"\r\nx: y', "ghostquant-etc-passwd-x-y-trades.csv"],
  ["🚀", "ghostquant-trades.csv"],
])("names the file of %j without a character that a header or a disk minds", (title, name) => {
  expect(exportFileName(title, "trades", "csv")).toBe(name);
});
