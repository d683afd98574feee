import type { BacktestResult, WireTrade } from "./backtest-result";

type Cell = string | number;

/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/u;

/** A cell by RFC 4180; a text that a spreadsheet would run is made a text by an apostrophe. */
function cellText(cell: Cell): string {
  if (typeof cell === "number") return `${cell}`;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows under a head line, each line ended as RFC 4180 says. */
function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

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
  return csv(
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
  return csv(["time", "equity", "drawdown_pct", "benchmark"], rows);
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
