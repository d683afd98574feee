import { whyDash } from "@/lib/contracts/backtest-definitions";
import type { BacktestMetrics } from "@/lib/contracts/http/backtest-result";
import type { BacktestPreview, BacktestProgress } from "@/lib/contracts/http/backtests";
import { countOf, formatCount } from "@/lib/format/count";
import { DASH } from "@/lib/format/glyph";
import { changeParts, formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatDay } from "@/lib/format/time";
import { SECOND_MS } from "@/lib/market/units";
import type { BacktestDraft } from "./backtest-draft";

export function costWarning({ fee, slippage, impact }: Pick<BacktestDraft, "fee" | "slippage" | "impact">) {
  const isZero = (text: string) => text.trim() !== "" && Number(text) === 0;
  const off = [isZero(fee) ? "fee" : null, !impact && isZero(slippage) ? "slippage" : null].filter(
    (name) => name !== null,
  );
  if (off.length === 0) return null;
  return `Costs are off (${off.join(" and ")}): results are not comparable.`;
}

export function sizeText({ coins, days, hours, variants }: BacktestPreview): string {
  const coin = coins.length === 1 ? (coins[0]?.symbol ?? "1 coin") : countOf(coins.length, "coin");
  const tried = variants > 1 ? ` · ${countOf(variants, "variant")}` : "";
  return `${coin} · ${formatCount(Math.round(days))} d, ${formatCount(hours)} h${tried}`;
}

export function secondsText(seconds: number): string {
  if (seconds < 1) return "under a second";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

export function estimateText(preview: BacktestPreview | null): string {
  if (preview === null || preview.estimate_seconds === null) return "";
  return `About ${secondsText(preview.estimate_seconds)}.`;
}

const stages: Readonly<Record<BacktestProgress["stage"], string>> = {
  waiting: "Waiting",
  loading: "Fetching candles",
  scoring: "Scoring each hour",
  simulating: "Trading",
  measuring: "Measuring",
};

/** "Trading · 71% · 2026-09-08 · 12 trades · 2 s left". */
export function progressText(progress: BacktestProgress | null): string {
  if (progress === null) return "Starting";
  const { stage, fraction, simulated_at, trades, seconds_left, place } = progress;
  if (stage === "waiting") {
    return place === null || place === 0 ? "Waiting for a worker" : `Waiting: ${countOf(place, "backtest")} before it`;
  }
  return [
    stages[stage],
    `${Math.floor(fraction * 100)}%`,
    simulated_at === null ? null : formatDay(Date.parse(simulated_at)),
    trades === 0 ? null : countOf(trades, "trade"),
    seconds_left === null ? null : `${secondsText(seconds_left)} left`,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

/** A percentage without plus: 12.4 → "12.4%". */
export function formatPart(percent: number | null, decimals = 1): string {
  return percent === null ? DASH : `${formatReading(percent, decimals)}%`;
}

export function intervalText(interval: { low: number; high: number } | null, text: (value: number) => string) {
  return interval === null ? null : `${text(interval.low)} … ${text(interval.high)}`;
}

export interface MetricCard {
  readonly key: keyof BacktestMetrics;
  readonly name: string;
  readonly value: string;
  readonly under: string;
  readonly direction: "up" | "down" | null;
}

export interface Holding {
  readonly total_return: number;
}

const daysBetween = (from: number, to: number): number => Math.round((to - from) / 86_400);

function drawdownUnder({ drawdown_from, drawdown_recovered, drawdown_trough }: BacktestMetrics): string {
  if (drawdown_from === null || drawdown_trough === null) return "never below its peak";
  const from = formatDay(drawdown_from * SECOND_MS);
  if (drawdown_recovered === null) return `from ${from}, not recovered`;
  return `from ${from}, ${countOf(daysBetween(drawdown_from, drawdown_recovered), "day")} long`;
}

/** What rounds to nothing went nowhere. */
export function directionOf(value: number | null): "up" | "down" | null {
  const direction = changeParts(value)?.direction;
  return direction === "up" || direction === "down" ? direction : null;
}

/** The first things to know, in the order of the interface: value, then its range or size, then what it is beside. */
export function metricCards(metrics: BacktestMetrics, hold: Holding): MetricCard[] {
  const { total_return, sharpe, win_rate, trade_count, profit_factor, expectancy, exposure } = metrics;
  const plain = { direction: null } as const;
  return [
    {
      key: "total_return",
      name: "Return",
      value: formatChange(total_return),
      under: `holding ${formatChange(hold.total_return)}`,
      direction: directionOf(total_return),
    },
    {
      key: "sharpe",
      name: "Sharpe",
      value: formatReading(sharpe, 2),
      under:
        sharpe === null
          ? (whyDash("sharpe", metrics) ?? "")
          : (intervalText(metrics.sharpe_interval, (value) => formatReading(value, 2)) ??
            `± ${formatReading(metrics.sharpe_se, 2)}`),
      ...plain,
    },
    {
      key: "max_drawdown",
      name: "Max drawdown",
      value: formatPart(metrics.max_drawdown),
      under: drawdownUnder(metrics),
      ...plain,
    },
    {
      key: "win_rate",
      name: "Win rate",
      value: formatPart(win_rate, 0),
      under: [intervalText(metrics.win_rate_interval, (value) => formatPart(value, 0)), `n ${formatCount(trade_count)}`]
        .filter((part) => part !== null)
        .join(", "),
      ...plain,
    },
    {
      key: "expectancy",
      name: "Mean trade",
      value: formatChange(expectancy),
      under: intervalText(metrics.mean_trade_interval, formatChange) ?? "too few trades for a range",
      direction: directionOf(expectancy),
    },
    {
      key: "profit_factor",
      name: "Profit factor",
      value: formatReading(profit_factor, 2),
      under: profit_factor === null ? (whyDash("profit_factor", metrics) ?? "") : "won over lost",
      ...plain,
    },
    {
      key: "exposure",
      name: "In the market",
      value: formatPart(exposure, 0),
      under:
        metrics.average_hold_hours === null ? "no trade" : `${formatReading(metrics.average_hold_hours, 0)} h a trade`,
      ...plain,
    },
    {
      key: "fees_paid",
      name: "Costs",
      value: formatPart(metrics.fees_paid + metrics.slippage_paid),
      under: `fee ${formatPart(metrics.fees_paid)}, slippage ${formatPart(metrics.slippage_paid)}`,
      ...plain,
    },
  ];
}

export const exitWords = {
  time_limit: "time",
  stop_loss: "stop",
  take_profit: "target",
  end_of_data: "end of data",
  delisted: "delisted",
} as const;

export const statusWords = {
  queued: "waiting",
  running: "running",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled",
} as const;
