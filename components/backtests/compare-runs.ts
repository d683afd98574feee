import { verdictNames } from "@/lib/contracts/backtest-definitions";
import type { BacktestBody } from "@/lib/contracts/http/backtest-body";
import type { BacktestMetrics } from "@/lib/contracts/http/backtest-result";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatCount } from "@/lib/format/count";
import { formatChange, formatShare } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatPart } from "./present-backtest";

/** What of a finished run is compared. */
export interface ComparedRun {
  readonly request: BacktestBody;
  readonly metrics: BacktestMetrics | null;
  readonly verdict?: { readonly kind: keyof typeof verdictNames } | undefined;
}

export interface ComparedRow {
  readonly kind: "setting" | "measure";
  readonly name: string;
  readonly cells: readonly string[];
}

const offOr = (value: number | null, unit: string) => (value === null ? "off" : `${value} ${unit}`);

const settings: readonly (readonly [name: string, text: (body: BacktestBody) => string])[] = [
  ["Coin", ({ symbol, symbols }) => symbol ?? (symbols.length > 0 ? symbols.join(", ") : "best of all")],
  ["Positions at a time", ({ symbol, top_n }) => (symbol === null && top_n !== null ? String(top_n) : "one a coin")],
  ["Largest share in one coin", ({ max_weight }) => formatShare(max_weight)],
  ["From", ({ start_date }) => start_date.slice(0, 10)],
  ["To", ({ end_date }) => end_date.slice(0, 10)],
  ["Score at least", ({ threshold }) => String(threshold)],
  ["Held at most", ({ hold_hours }) => `${hold_hours} h`],
  ["Stop", ({ stop_loss_pct }) => offOr(stop_loss_pct, "%")],
  ["Target", ({ take_profit_pct }) => offOr(take_profit_pct, "%")],
  ["Fee", ({ fee_bps }) => `${fee_bps} bps`],
  [
    "Slippage",
    ({ slippage_model, slippage_bps, order_usd }) =>
      slippage_model === "fixed" ? `${slippage_bps} bps` : `by size, ${formatCompactUsd(order_usd)} an order`,
  ],
  ["Buys again at once", ({ allow_reentry }) => (allow_reentry ? "yes" : "no")],
  [
    "Variants tried",
    ({ sweep }) => formatCount(sweep === null ? 1 : sweep.thresholds.length * sweep.hold_hours.length),
  ],
  ["Walk forward", ({ walk_forward }) => (walk_forward ? "yes" : "no")],
  ["Seed", ({ seed }) => String(seed)],
];

const measures: readonly (readonly [name: string, text: (metrics: BacktestMetrics) => string])[] = [
  ["Return", ({ total_return }) => formatChange(total_return)],
  [
    "Sharpe",
    ({ sharpe, sharpe_se }) => (sharpe === null ? "–" : `${formatReading(sharpe, 2)} ± ${formatReading(sharpe_se, 2)}`),
  ],
  ["Max drawdown", ({ max_drawdown }) => formatPart(max_drawdown)],
  ["Win rate", ({ win_rate }) => formatPart(win_rate, 0)],
  ["Mean trade", ({ expectancy }) => formatChange(expectancy)],
  ["Trades", ({ trade_count }) => formatCount(trade_count)],
  ["Profit factor", ({ profit_factor }) => formatReading(profit_factor, 2)],
  ["In the market", ({ exposure }) => formatPart(exposure, 0)],
];

const differs = (cells: readonly string[]) => new Set(cells).size > 1;

/** Only settings that differ, then every measure; other days or costs are said before anything else. */
export function compareRuns(runs: readonly ComparedRun[]): { warnings: string[]; rows: ComparedRow[] } {
  const asked = settings
    .map(([name, text]) => ({ kind: "setting" as const, name, cells: runs.map(({ request }) => text(request)) }))
    .filter(({ cells }) => differs(cells));
  const isOther = (...names: string[]) => asked.some(({ name }) => names.includes(name));
  const warnings = [
    isOther("From", "To")
      ? "The runs are over different days: their measures cannot be compared with each other."
      : null,
    isOther("Fee", "Slippage") ? "The runs pay different costs." : null,
  ].filter((warning) => warning !== null);
  const found: ComparedRow[] = measures.map(([name, text]) => ({
    kind: "measure",
    name,
    cells: runs.map(({ metrics }) => (metrics === null ? "–" : text(metrics))),
  }));
  const verdict: ComparedRow = {
    kind: "measure",
    name: "Verdict",
    cells: runs.map((run) => (run.verdict === undefined ? "–" : verdictNames[run.verdict.kind])),
  };
  return { warnings, rows: [...asked, verdict, ...found] };
}
