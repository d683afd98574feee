import { DAYS_MIN } from "@/lib/backtest/metrics/moments";
import type { VerdictKind } from "@/lib/backtest/outcomes";
import { TRADES_MIN } from "@/lib/backtest/verdict";
import { formatCount } from "@/lib/format/count";
import { BLOCKS_MIN } from "@/lib/statistics/block-bootstrap";
import { type BacktestMetrics, backtestMetricsSchema } from "./http/backtest-result";

export const verdictNames: Readonly<Record<VerdictKind, string>> = {
  not_enough_data: "Not enough data",
  no_edge: "No edge shown",
  worse_than_holding: "Worse than holding",
  fails_out_of_sample: "Does not hold out of sample",
  edge_in_sample: "Edge in this sample",
};

/** What a number means, as the screen says it beside the number. */
export interface MetricDefinition {
  readonly name: string;
  /** In words, a sentence or two. */
  readonly words: string;
  readonly formula: string;
  /** What was decided where others decide otherwise, and who else calls something else by this name. */
  readonly conventions: string;
  /** When it is a dash; null: never. */
  readonly missing: string | null;
  readonly unit: "percent" | "ratio" | "probability" | "hours" | "days" | "count" | "multiple" | "time";
}

/** Everything that has a definition of its own; the others are parts of one of these. */
type DefinedMetric = Exclude<
  keyof BacktestMetrics,
  "sharpe_interval" | "mean_trade_interval" | "win_rate_interval" | "drawdown_trough" | "drawdown_recovered"
>;

const DAILY =
  "Daily UTC returns of the equity marked to market at liquidation value, all days, 365 a year, risk-free rate 0.";
const TRADES = "Closed round trips net of fees and slippage, percent of what was put in.";

const DEFINITIONS: Readonly<Record<DefinedMetric, Omit<MetricDefinition, "missing">>> = {
  total_return: {
    name: "Return",
    words: "What the money became, costs included.",
    formula: "100 · (E_T − 1)",
    conventions: "Equity is what selling everything at once would bring, after fee and slippage. It starts at 1.",
    unit: "percent",
  },
  final_equity: {
    name: "Final equity",
    words: "What 1 became.",
    formula: "E_T",
    conventions: "The same as the return: 1.155 is +15.5%.",
    unit: "multiple",
  },
  sharpe: {
    name: "Sharpe",
    words: "Mean daily return over its scatter, for a year. The interval is where 95% of resampled histories fall.",
    formula: "mean(r_d) / sd(r_d) · √365",
    conventions: `${DAILY} sd with n − 1; arithmetic. jesse says the same number; backtesting.py is geometric, vectorbt hourly, freqtrade per trade. Interval: 1,000 draws of blocks of n^⅓ days.`,
    unit: "ratio",
  },
  sharpe_se: {
    name: "Standard error of Sharpe",
    words: "How far the Sharpe ratio of as many days strays by chance.",
    formula: "√((1 + SR_d² / 2) / n) · √365",
    conventions: "SR_d is the daily ratio. Lo (2002), as if days were independent and normal.",
    unit: "ratio",
  },
  psr: {
    name: "Probabilistic Sharpe",
    words: "Probability that the true Sharpe ratio is above 0.",
    formula: "Φ(SR_d · √(n − 1) / √(1 − γ₃·SR_d + (γ₄ − 1)/4 · SR_d²))",
    conventions: "γ₃ skewness, γ₄ kurtosis (3 for a normal distribution). Bailey and López de Prado (2012).",
    unit: "probability",
  },
  deflated_sharpe: {
    name: "Deflated Sharpe",
    words:
      "Probability that the true Sharpe ratio is above what the best of all sets of rules tried would show by luck.",
    formula: "PSR against sd(SR of the trials) · ((1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e)))",
    conventions:
      "γ = 0.5772. One trial: the same as the probabilistic Sharpe ratio. Trials count as independent, which is strict. Bailey and López de Prado (2014).",
    unit: "probability",
  },
  trials: {
    name: "Variants tried",
    words: "How many sets of rules were tried on these data. The more, the better the luckiest looks.",
    formula: "N",
    conventions: "Those of this run. What was tried in other runs is not counted.",
    unit: "count",
  },
  sortino: {
    name: "Sortino",
    words: "Mean daily return over the scatter of the losing days alone, for a year.",
    formula: "mean(r_d) / √(mean(min(r_d, 0)²)) · √365",
    conventions: `${DAILY} The mean of squares is over all days, as with jesse and Nautilus.`,
    unit: "ratio",
  },
  calmar: {
    name: "Calmar",
    words: "Growth a year over the largest drawdown.",
    formula: "CAGR / max drawdown",
    conventions: "Over the whole run. freqtrade's is another number: it does not compound and takes a root of 365.",
    unit: "ratio",
  },
  cagr: {
    name: "Growth a year",
    words: "The return as compound growth of a year.",
    formula: "100 · (E_T^(365 / days) − 1)",
    conventions: `Not for fewer than ${DAYS_MIN} days, which a year would blow up.`,
    unit: "percent",
  },
  volatility: {
    name: "Volatility",
    words: "Scatter of the daily returns, for a year.",
    formula: "100 · sd(r_d) · √365",
    conventions: DAILY,
    unit: "percent",
  },
  skewness: {
    name: "Skewness",
    words: "Below 0: the bad days are further out than the good ones.",
    formula: "m₃ / m₂^(3/2)",
    conventions: `${DAILY} Moments of the population (n).`,
    unit: "ratio",
  },
  kurtosis: {
    name: "Kurtosis",
    words: "How much extreme days weigh. 3 for a normal distribution.",
    formula: "m₄ / m₂²",
    conventions: `${DAILY} Moments of the population (n), not in excess of the normal's 3.`,
    unit: "ratio",
  },
  cvar_95: {
    name: "CVaR 95",
    words: "Mean return of the worst twentieth of the days.",
    formula: "mean of the ⌈n / 20⌉ lowest r_d",
    conventions: `${DAILY} Also called expected shortfall.`,
    unit: "percent",
  },
  ulcer_index: {
    name: "Ulcer index",
    words: "How deep and how long the equity was below its peak.",
    formula: "√(mean((100 · (1 − E / peak))²))",
    conventions: "Every hourly close counts.",
    unit: "percent",
  },
  max_drawdown: {
    name: "Max drawdown",
    words: "Largest fall of the equity below its highest value before, with its dates.",
    formula: "100 · max(1 − E / peak)",
    conventions:
      "Every hourly close, open positions included; positive. freqtrade's counts closed trades only, jesse's days.",
    unit: "percent",
  },
  drawdown_from: {
    name: "Drawdown dates",
    words: "Last close at the peak, lowest close, and first close back at the peak.",
    formula: "of the largest drawdown",
    conventions: "No date of recovery: it had not recovered at the end.",
    unit: "time",
  },
  win_rate: {
    name: "Win rate",
    words: "Trades that earned, of all trades. The interval is that of the true rate at 95%.",
    formula: "100 · #(pnl > 0) / n",
    conventions: `${TRADES} Trades at exactly 0 count below the line; jesse leaves them out. Interval: Wilson (1927).`,
    unit: "percent",
  },
  draws: {
    name: "Draws",
    words: "Trades that made exactly 0.",
    formula: "#(pnl = 0)",
    conventions: "Neither wins nor losses.",
    unit: "count",
  },
  trade_count: {
    name: "Trades",
    words: "Closed round trips.",
    formula: "n",
    conventions: "What is open at the end is sold at the last close and counts.",
    unit: "count",
  },
  profit_factor: {
    name: "Profit factor",
    words: "What the winning trades earned over what the losing ones lost.",
    formula: "Σ pnl⁺ / |Σ pnl⁻|",
    conventions: `${TRADES} As with backtesting.py; freqtrade and jesse sum money, in which later trades weigh more.`,
    unit: "ratio",
  },
  expectancy: {
    name: "Mean trade",
    words: "What a trade made on average. The interval is where 95% of resampled histories fall.",
    formula: "Σ pnl / n",
    conventions: `${TRADES} Interval: 1,000 draws, trades bought on one day drawn together, or within as many days as they were held on average.`,
    unit: "percent",
  },
  median_trade: {
    name: "Median trade",
    words: "Half of the trades made more.",
    formula: "median(pnl)",
    conventions: TRADES,
    unit: "percent",
  },
  best_trade: {
    name: "Best trade",
    words: "The best result.",
    formula: "max(pnl)",
    conventions: TRADES,
    unit: "percent",
  },
  worst_trade: {
    name: "Worst trade",
    words: "The worst result.",
    formula: "min(pnl)",
    conventions: TRADES,
    unit: "percent",
  },
  max_consecutive_losses: {
    name: "Losses in a row",
    words: "Longest row of losing trades.",
    formula: "max run of pnl < 0",
    conventions: "In the order in which trades ended.",
    unit: "count",
  },
  average_hold_hours: {
    name: "Mean hold",
    words: "How long a trade was held on average.",
    formula: "mean(exit − entry)",
    conventions: "From the open of the hour of the entry to that of the exit.",
    unit: "hours",
  },
  exposure: {
    name: "Exposure",
    words: "How much of the equity was in the market on average.",
    formula: "100 · mean(value held / E)",
    conventions:
      "Every hourly close. One coin is in with everything or out, so this is also the share of time in the market.",
    unit: "percent",
  },
  turnover: {
    name: "Turnover a year",
    words: "How often the equity was bought and sold in a year. 2 is once in and once out.",
    formula: "Σ 2 · weight · 365 / days",
    conventions: "Weight is the share of the equity that a trade was given.",
    unit: "multiple",
  },
  fees_paid: {
    name: "Fees",
    words: "All fees together.",
    formula: "100 · Σ fee",
    conventions: "Percent of what the run started with, so it can stand beside the return.",
    unit: "percent",
  },
  slippage_paid: {
    name: "Slippage",
    words: "What fills were worse than the price, all together.",
    formula: "100 · Σ |fill − price| · units",
    conventions: "Percent of what the run started with. No funding: spot has none.",
    unit: "percent",
  },
  days: {
    name: "Days",
    words: "Time that could trade.",
    formula: "hours / 24",
    conventions: "The warm-up before the first day is not part of it.",
    unit: "days",
  },
};

const PARTS: Readonly<Record<Exclude<keyof BacktestMetrics, DefinedMetric>, DefinedMetric>> = {
  sharpe_interval: "sharpe",
  mean_trade_interval: "expectancy",
  win_rate_interval: "win_rate",
  drawdown_trough: "drawdown_from",
  drawdown_recovered: "drawdown_from",
};

const WITHOUT_SPREAD = `A dash for fewer than ${DAYS_MIN} days, or when all days were alike.`;
const TOO_SHORT = `A dash for fewer than ${DAYS_MIN} days.`;
const WITHOUT_TRADES = "A dash when there was no trade.";

const MISSING: Readonly<Partial<Record<keyof BacktestMetrics, string>>> = {
  sharpe: WITHOUT_SPREAD,
  sharpe_se: WITHOUT_SPREAD,
  sharpe_interval: WITHOUT_SPREAD,
  psr: WITHOUT_SPREAD,
  deflated_sharpe: WITHOUT_SPREAD,
  sortino: `A dash for fewer than ${DAYS_MIN} days, or when no day lost.`,
  calmar: `A dash for fewer than ${DAYS_MIN} days, or when there was no drawdown.`,
  cagr: TOO_SHORT,
  volatility: TOO_SHORT,
  skewness: WITHOUT_SPREAD,
  kurtosis: WITHOUT_SPREAD,
  cvar_95: TOO_SHORT,
  drawdown_from: "A dash when the equity never fell.",
  drawdown_trough: "A dash when the equity never fell.",
  drawdown_recovered: "A dash when it had not recovered at the end.",
  win_rate: WITHOUT_TRADES,
  win_rate_interval: WITHOUT_TRADES,
  profit_factor: "A dash when no trade lost: nothing to divide by.",
  expectancy: WITHOUT_TRADES,
  mean_trade_interval: `A dash when trades began on fewer than ${BLOCKS_MIN} days, or stretches as long as they were held.`,
  median_trade: WITHOUT_TRADES,
  best_trade: WITHOUT_TRADES,
  worst_trade: WITHOUT_TRADES,
  average_hold_hours: WITHOUT_TRADES,
};

/** What every metric means; an interval or a date means what the number that it belongs to does. */
export const backtestDefinitions = Object.fromEntries(
  Object.keys(backtestMetricsSchema.shape).map((key) => {
    const metric = key as keyof BacktestMetrics;
    return [metric, { ...DEFINITIONS[definedAs(metric)], missing: MISSING[metric] ?? null }];
  }),
) as Readonly<Record<keyof BacktestMetrics, MetricDefinition>>;

function definedAs(metric: keyof BacktestMetrics): DefinedMetric {
  return metric in PARTS ? PARTS[metric as keyof typeof PARTS] : (metric as DefinedMetric);
}

/** Why a metric is a dash here: "Sharpe needs 30 days, has 12." Null when it is not. */
export function whyDash(metric: keyof BacktestMetrics, metrics: BacktestMetrics): string | null {
  if (metrics[metric] !== null) return null;
  const { name } = backtestDefinitions[metric];
  if (metric.startsWith("drawdown_")) {
    return metrics.max_drawdown === 0 ? "The equity never fell." : "Not recovered at the end.";
  }
  const missing = MISSING[metric] ?? "";
  if (missing.includes(`${DAYS_MIN} days`)) return whyNoDays(metric, name, metrics);
  if (metrics.trade_count === 0) return `${name} needs a trade, there was none.`;
  if (metric === "profit_factor") return `${name} needs a losing trade, there was none.`;
  return `An interval needs trades that began on ${BLOCKS_MIN} days, or in as many stretches as long as they were held.`;
}

function whyNoDays(metric: keyof BacktestMetrics, name: string, { days }: BacktestMetrics): string {
  if (days < DAYS_MIN) return `${name} needs ${DAYS_MIN} days, has ${formatCount(Math.floor(days))}.`;
  if (metric === "calmar") return `${name} needs a drawdown, there was none.`;
  if (metric === "sortino") return `${name} needs a losing day, there was none.`;
  return `${name} needs days that differ, all were alike.`;
}

export const REGIME_DEFINITION =
  "The mean hourly move of the run's coins over the 168 hours before, in units of what such moves add up to by chance: above ½ rising, below −½ falling, sideways between. Known before the hour it is used for.";

export const RANDOM_ENTRIES_DEFINITION =
  "As many entries at hours drawn by chance, with the same holding time, stops, targets, weights and costs.";

export const HOLDOUT_DEFINITION =
  "The same rules traded on the first 70% of the time and on the last 30%, each from the start and with nothing held.";

export const WALK_FORWARD_DEFINITION =
  "Rules are chosen by their Sharpe ratio on one stretch, at least 10 trades, and traded on the next, a third as long; then both move on. Only what followed the choice counts.";

export const SWEEP_LUCK_DEFINITION =
  "What the best of so many sets of rules shows when none has an edge: the scatter of their returns times the expected largest of as many normal numbers.";

export const VERDICT_DEFINITION = `The first that matches: fewer than ${TRADES_MIN} trades or ${DAYS_MIN} days; an interval of the mean trade that reaches 0, or a loss; less than holding; nothing gained in the last 30% of the time; none of these.`;
