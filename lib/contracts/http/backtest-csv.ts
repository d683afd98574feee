import { formatCsv } from "@/lib/format/csv";
import type { BacktestResult, WireTrade } from "./backtest-result";

const tradeColumns = [
  "coin_id",
  "symbol",
  "side",
  "entry_time",
  "exit_time",
  "entry_price",
  "exit_price",
  "pnl_pct",
  "reason",
  "entry_score",
  "hold_hours",
  "worst_pct",
  "best_pct",
  "weight",
] as const satisfies readonly (keyof WireTrade)[];

/** One line a round trip, in order of exit. */
export function tradesCsv({ trades }: Pick<BacktestResult, "trades">): string {
  return formatCsv(
    tradeColumns,
    trades.map((trade) => tradeColumns.map((name) => trade[name])),
  );
}

/** The equity curve as the result holds it: at most 1,500 points. */
export function equityCsv({ equity_curve: points }: Pick<BacktestResult, "equity_curve">): string {
  const rows = points.map(({ time, equity, drawdown, benchmark }) => [
    new Date(time * 1_000).toISOString(),
    equity,
    drawdown,
    benchmark,
  ]);
  return formatCsv(["time", "equity", "drawdown_pct", "benchmark"], rows);
}

const LONGEST = 60;

/** "ghostquant-sol-score-70-24-h-2025-01-09-2025-04-30-trades.csv": letters, digits and dashes only, whatever a coin is called. */
export function exportFileName(title: string, part: string, extension: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/gu, "");
  return `${["ghostquant", plain, part].filter((text) => text !== "").join("-")}.${extension}`;
}
