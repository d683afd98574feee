import type {
  ScorecardAnswer,
  WirePretrendRecord,
  WirePretrendReport,
  WireReliability,
} from "@/lib/contracts/http/scorecard";
import { countOf, formatCount } from "@/lib/format/count";
import type { Direction } from "@/lib/format/glyph";
import { formatShare } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { type EstimateParts, formatEstimate } from "@/lib/format/scorecard";
import { formatDay } from "@/lib/format/time";

/** One dot of a reliability diagram, in percent of its box; y counts from the bottom. */
export interface ReliabilityDot {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  /** Share of the largest bin, which decides the area. */
  readonly weight: number;
  readonly sentence: string;
  readonly cells: readonly [said: string, happened: string, samples: string];
}

export interface ReliabilityView {
  /** Both axes run from 0 to this probability. */
  readonly end: string;
  readonly dots: readonly ReliabilityDot[];
  /** Where the base rate lies on both axes, in percent. */
  readonly baseAt: number;
  readonly baseText: string;
}

export interface PretrendView {
  readonly verdict: string;
  readonly reason: string;
  readonly origin: string;
  readonly figures: readonly { readonly name: string; readonly value: string; readonly note: string }[];
  readonly benchmarks: readonly { readonly name: string; readonly cells: readonly string[] }[];
  readonly reliability: ReliabilityView | null;
  readonly live: LiveView;
}

export interface LiveView {
  readonly direction: Direction | null;
  readonly sentence: string;
  readonly detail: string;
  readonly reliability: ReliabilityView | null;
}

export const benchmarkColumns = ["Forecast", "Brier skill %", "AUC", "Calibration error %", "Top-tenth lift"] as const;

const percents = (estimate: EstimateParts): EstimateParts => ({
  value: estimate.value * 100,
  low: estimate.low === null ? null : estimate.low * 100,
  high: estimate.high === null ? null : estimate.high * 100,
});

/** The pre-trend model: what is served and why, what it was worth on unseen days, and what it is worth here. */
export function presentPretrend({
  serving,
  report,
  report_reason: reportReason,
  live,
}: ScorecardAnswer["pretrend"]): PretrendView {
  const baseRate = serving?.base_rate ?? report?.base_rate ?? null;
  const served = serving !== null && serving.model !== "base_rate";
  return {
    verdict: verdictOf(serving === null, served, baseRate),
    reason: served ? "" : (serving?.reason ?? ""),
    origin: report === null ? reportReason : originOf(report),
    figures: report === null ? [] : figuresOf(report),
    benchmarks: report === null ? [] : benchmarksOf(report),
    reliability: report === null ? null : presentReliability(report.reliability, report.base_rate),
    live: presentLive(live, baseRate),
  };
}

function verdictOf(unknown: boolean, served: boolean, baseRate: number | null): string {
  if (unknown) return "Nothing is served yet: the first full refresh has not been judged.";
  if (served) return "A model is served: its lead over the base rate was proven on days that it had not seen.";
  return `No model is served. Shown for every coin is the base rate, ${formatShare(baseRate, 1)}.`;
}

function originOf(report: WirePretrendReport): string {
  const day = (time: string): string => formatDay(Date.parse(time));
  return `Trained on ${day(report.trained_from)} to ${day(report.trained_until)}; measured once on ${formatCount(report.samples)} samples of ${countOf(report.days, "day")} that were kept back after an embargo of a day, ${day(report.measured_from)} to ${day(report.measured_until)}.`;
}

function figuresOf({ model, base_rate, outcome_rate }: WirePretrendReport): PretrendView["figures"] {
  return [
    {
      name: "Brier skill",
      value: `${formatEstimate(percents(model.brier_skill), 1)}%`,
      note: "Above 0 is better than a constant. The gate asks for an interval above 0.",
    },
    {
      name: "AUC",
      value: formatPlain(model.auc, 3),
      note: "0.5 is chance: how often a coin that did is rated above one that did not.",
    },
    {
      name: "Calibration error",
      value: `${formatPlain(percents(model.calibration_error), 1)}%`,
      note: "Mean distance between what was said and what happened. The gate asks for 3% or less.",
    },
    {
      name: "Base rate",
      value: `${formatShare(base_rate, 1)}, then ${formatShare(outcome_rate, 1)}`,
      note: "Of the training days, then of the days kept back. A model that learned the first starts behind.",
    },
  ];
}

/** Quantities that have no sign. */
function formatPlain({ value, low, high }: EstimateParts, decimals: number): string {
  const text = formatReading(value, decimals);
  return low === null || high === null
    ? text
    : `${text} [${formatReading(low, decimals)}, ${formatReading(high, decimals)}]`;
}

function benchmarksOf({ model, benchmarks }: WirePretrendReport): PretrendView["benchmarks"] {
  const rows = [
    ["The model", model],
    ["Base rate", benchmarks.base_rate],
    ["24 h momentum only", benchmarks.momentum_24h],
    ["Shuffled labels", benchmarks.shuffled_labels],
  ] as const;
  return rows.map(([name, forecast]) => ({
    name,
    cells: [
      formatEstimate(percents(forecast.brier_skill), 1),
      formatPlain(forecast.auc, 3),
      formatPlain(percents(forecast.calibration_error), 1),
      formatPlain(forecast.top_decile_lift, 2),
    ],
  }));
}

/** Dots on two equal axes that end at the next tenth above everything drawn. */
export function presentReliability(bins: WireReliability, baseRate: number): ReliabilityView | null {
  if (bins.length === 0) return null;
  const reach = Math.max(baseRate, ...bins.flatMap(({ said, happened }) => [said, happened]));
  const end = Math.min(1, Math.ceil(reach * 10 + 0.5) / 10);
  const largest = Math.max(...bins.map(({ samples }) => samples));
  return {
    end: formatShare(end),
    baseAt: (baseRate / end) * 100,
    baseText: `base rate ${formatShare(baseRate, 1)}`,
    dots: bins.map(({ said, happened, samples, from }) => ({
      key: String(from),
      x: (said / end) * 100,
      y: (happened / end) * 100,
      weight: samples / largest,
      sentence: `Said ${formatShare(said, 1)}, happened ${formatShare(happened, 1)} of ${countOf(samples, "time")}.`,
      cells: [formatShare(said, 1), formatShare(happened, 1), formatCount(samples)],
    })),
  };
}

function presentLive(live: WirePretrendRecord | null, baseRate: number | null): LiveView {
  if (live === null) {
    return {
      direction: null,
      sentence: "Not measured yet: no model is loaded here, or it was never followed up.",
      detail: "",
      reliability: null,
    };
  }
  const { resolved, waiting, unknowable, days, window_days: window, brier_skill: skill } = live;
  const open = `${formatCount(waiting)} wait for their 24 hours, ${formatCount(unknowable)} cannot be judged because prices are missing.`;
  if (resolved === 0 || skill === null) {
    return { direction: null, sentence: "No probability is 24 hours old yet.", detail: open, reliability: null };
  }
  const better = skill.value > 0 ? "better" : "worse";
  const switched = live.allowed ? "" : `${live.reason} `;
  return {
    direction: sureDirection(skill),
    sentence: `${switched}Over the last ${window} days the model did ${better} than the base rate${doubtOf(skill, days)}: Brier skill ${formatEstimate(percents(skill), 1)}%.`,
    detail: `${countOf(resolved, "probability", "probabilities")} of ${countOf(days, "day")} resolved. It said ${formatShare(live.mean_probability, 1)} on average; ${formatShare(live.outcome_rate, 1)} came true. ${open}`,
    reliability: baseRate === null ? null : presentReliability(live.reliability, baseRate),
  };
}

/** Null without an interval: a single number has no direction yet. */
function sureDirection({ low, high, value }: EstimateParts): Direction | null {
  if (low === null || high === null) return null;
  if (low <= 0 && high >= 0) return "same";
  return value > 0 ? "up" : "down";
}

function doubtOf(skill: EstimateParts, days: number): string {
  const direction = sureDirection(skill);
  if (direction === null)
    return `, but ${countOf(days, "day")} ${days === 1 ? "is" : "are"} too few to tell (an interval takes 8)`;
  return direction === "same" ? ", by less than chance can do" : "";
}
