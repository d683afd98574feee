import type { ScorecardAnswer, WireScoreMeasure, WireScoreReport } from "@/lib/contracts/http/scorecard";
import { capitalize } from "@/lib/format/capitalize";
import { countOf, formatCount } from "@/lib/format/count";
import type { Direction } from "@/lib/format/glyph";
import { formatChange, formatShare } from "@/lib/format/percent";
import { formatReading, formatSignedReading } from "@/lib/format/reading";
import { formatScore } from "@/lib/format/score";
import {
  type EstimateParts,
  formatEstimate,
  populationWords,
  type ScorecardVerdict,
  scorecardSentence,
  scorecardVerdict,
} from "@/lib/format/scorecard";
import { formatDay } from "@/lib/format/time";
import type { ScorecardQuery } from "./scorecard-query";

/** A bar from zero to an estimate and its interval, as percentages of a symmetric axis. */
export interface BarView {
  readonly key: string;
  readonly label: string;
  readonly direction: Direction;
  readonly value: string;
  readonly interval: string;
  readonly from: number;
  readonly to: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly sentence: string;
}

export interface ReadingCell {
  readonly direction: Direction | null;
  readonly text: string;
}

export interface MeasureView {
  readonly direction: Direction | null;
  readonly sentence: string;
  readonly basis: string;
  readonly bars: readonly BarView[];
  /** What the two ends of the axis stand for. */
  readonly ends: readonly [string, string];
  readonly rows: readonly (readonly string[])[];
}

export interface ScoreView {
  readonly measure: MeasureView | null;
  /** Said instead of a measurement. */
  readonly empty: string | null;
  /** The rank correlations of all six measurements, so that none is picked. */
  readonly all: readonly { readonly coins: string; readonly readings: readonly ReadingCell[] }[];
  readonly origin: string;
  readonly caveats: readonly string[];
}

const directions: Record<ScorecardVerdict, Direction | null> = {
  higher: "up",
  lower: "down",
  nothing: "same",
  unknown: null,
};

export const decileColumns = [
  "Tenth",
  "Samples",
  "Mean score",
  "Mean return",
  "Median",
  "Against all",
  "Raw mean %",
  "Ended higher",
] as const;

/** The chosen measurement of the score in words, bars and rows. */
export function presentScore(answer: ScorecardAnswer["score"], query: ScorecardQuery): ScoreView {
  const report = query.history === "own" ? (answer.own?.report ?? null) : (answer.recorded?.report ?? null);
  const chosen = report?.measures.find(
    ({ horizon, population }) => horizon === query.horizon && population === query.coins,
  );
  return {
    measure: report === null || chosen === undefined || chosen.deciles.length === 0 ? null : presentMeasure(chosen),
    empty: emptyText(answer, query, report, chosen),
    all: report === null ? [] : presentAll(report),
    origin: report === null ? "" : originOf(answer, query, report),
    caveats: (query.history === "own" ? answer.own : answer.recorded)?.caveats ?? [],
  };
}

function emptyText(
  { own, recorded }: ScorecardAnswer["score"],
  { history }: ScorecardQuery,
  report: WireScoreReport | null,
  chosen: WireScoreMeasure | undefined,
): string | null {
  if (report !== null) {
    if (chosen !== undefined && chosen.deciles.length > 0) return null;
    return "No window of this length is over yet for these coins.";
  }
  if (history === "recorded") return recorded === null ? "No recording was measured with this build." : null;
  if (own === null) return "Not measured yet: the first measurement is made within a day of the start.";
  return `Not enough history yet: ${formatReading(own.history_days, 1)} of ${own.needed_days} days.`;
}

function originOf(answer: ScorecardAnswer["score"], { history }: ScorecardQuery, report: WireScoreReport): string {
  const { from, to, every_hours, coins } = report;
  const span = `${formatDay(Date.parse(from))} to ${formatDay(Date.parse(to))}, every ${every_hours} hours, ${countOf(coins, "coin")}`;
  if (history === "recorded") return `${answer.recorded?.recording ?? "A recording"}, ${span}.`;
  return `This installation's own history, ${span}.`;
}

function presentAll(report: WireScoreReport): ScoreView["all"] {
  return (["all", "large", "small"] as const).map((population) => ({
    coins: capitalize(populationWords[population]),
    readings: (["24h", "7d"] as const).map((horizon): ReadingCell => {
      const measure = report.measures.find((one) => one.horizon === horizon && one.population === population);
      if (measure === undefined) return { direction: null, text: formatReading(null, 3) };
      const estimate = measure.rank_correlation;
      return { direction: directionOf(estimate), text: formatEstimate(estimate, 3) };
    }),
  }));
}

/** Up or down only when the whole interval is; `same` when it holds zero; null without an interval. */
function directionOf(estimate: EstimateParts | null): Direction | null {
  return directions[scorecardVerdict({ rankCorrelation: estimate })];
}

export function presentMeasure(measure: WireScoreMeasure): MeasureView {
  const { horizon, population, blocks, rank_correlation: rankCorrelation } = measure;
  const relation = { horizon, population, blocks, rankCorrelation };
  const axis = axisOf(measure.deciles.map(({ excess_return }) => excess_return));
  return {
    direction: directionOf(rankCorrelation),
    sentence: scorecardSentence(relation),
    basis: basisOf(measure),
    bars: measure.deciles.map((decile) => presentBar(decile, axis)),
    ends: [formatSignedReading(-axis, 2), formatSignedReading(axis, 2)],
    rows: measure.deciles.map((decile) => [
      String(decile.decile),
      formatCount(decile.samples),
      formatScore(decile.mean_score),
      formatEstimate(decile.mean_return, 3),
      formatSignedReading(decile.median_return, 3),
      formatEstimate(decile.excess_return, 3),
      formatChange(decile.mean_raw_return_pct).replace("%", ""),
      formatShare(decile.hit_rate, 1),
    ]),
  };
}

/** Means and ranks can disagree (a few large gains lift a mean), so the share that rose is said beside them. */
function basisOf({ horizon, samples, unknowable, moments, blocks, spread, deciles }: WireScoreMeasure): string {
  const blockWord = horizon === "24h" ? "day" : "week";
  const unknown = unknowable === 0 ? "" : `, ${formatCount(unknowable)} without a later price left out`;
  const rose = `${formatShare(deciles.at(-1)?.hit_rate ?? null, 1)} of the highest tenth ended higher, ${formatShare(deciles[0]?.hit_rate ?? null, 1)} of the lowest`;
  return `${rose}; their mean returns differ by ${formatEstimate(spread, 3)} of a usual move. ${countOf(samples, "sample")} of ${countOf(moments, "moment")} in ${countOf(blocks, blockWord)}${unknown}.`;
}

function presentBar(decile: WireScoreMeasure["deciles"][number], axis: number): BarView {
  const { value, low, high } = decile.excess_return;
  const place = (reading: number): number => 50 + (reading / axis) * 50;
  const text = formatSignedReading(value, 3);
  const interval =
    low === null || high === null ? "" : `${formatSignedReading(low, 3)} to ${formatSignedReading(high, 3)}`;
  return {
    key: String(decile.decile),
    label: formatScore(decile.mean_score),
    direction: directionOf(decile.excess_return) ?? "same",
    value: text,
    interval,
    from: Math.min(50, place(value)),
    to: Math.max(50, place(value)),
    low: low === null ? null : place(low),
    high: high === null ? null : place(high),
    sentence: `Tenth ${decile.decile}, mean score ${formatScore(decile.mean_score)}: ${text}${interval === "" ? "" : `, 95% ${interval}`}.`,
  };
}

/** Half the width of an axis that shows every interval whole, a round number. */
function axisOf(estimates: readonly EstimateParts[]): number {
  const reach = Math.max(
    0.05,
    ...estimates.flatMap(({ value, low, high }) => [value, low ?? 0, high ?? 0].map(Math.abs)),
  );
  return Math.ceil(reach * 20) / 20;
}
