import type { z } from "zod";
import type { PretrendMeasures, PretrendReport } from "@/lib/contracts/pretrend-report";
import {
  type OwnScorecard,
  type PretrendScorecard,
  pretrendRecordName,
  type RecordedScorecard,
} from "@/lib/contracts/scorecard";
import type { MarketClock } from "@/lib/market/clock";
import { DAY_MS, HOUR_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { Estimate, ScorecardMeasure, ScorecardReport } from "@/lib/momentum/scorecard-report";
import type { PretrendServing } from "@/lib/pretrend/serving";
import { isoTime, isRefreshLate } from "./freshness";
import { roundOrNull, roundTo } from "./rounding";
import type {
  ScorecardAnswer,
  WirePretrendRecord,
  WirePretrendReport,
  WireScoreMeasure,
  WireScoreReport,
  wirePretrendReportSchema,
} from "./scorecard";

const DIGITS = 5;
const digits = (value: number): number => roundTo(value, DIGITS);
/** How often each is measured. */
const OWN_EVERY_SECONDS = DAY_MS / SECOND_MS;
const LIVE_EVERY_SECONDS = HOUR_MS / SECOND_MS;

/** What the own measurement cannot say. */
const OWN_CAVEATS = [
  "A coin's size in the past is its supply of today at the price of then; its liquidity is the volume of today.",
  "Neighbouring days and weeks share part of a window, so the true uncertainty is, if anything, larger than shown.",
  "Returns are before fees, spread and slippage.",
];

export interface ScorecardParts {
  readonly now: UnixMs;
  readonly clock: Pick<MarketClock, "source" | "speed">;
  /** The cache cannot be reached, so nobody knows whether there are newer measurements. */
  readonly cutOff: boolean;
  readonly recorded: RecordedScorecard | null;
  readonly own: OwnScorecard | null;
  readonly serving: PretrendServing | null;
  readonly report: PretrendReport | null;
  readonly live: PretrendScorecard | null;
}

/** Everything that was measured of our own claims, as the wire has it. */
export function toScorecardAnswer(parts: ScorecardParts): ScorecardAnswer {
  const { recorded, own, serving } = parts;
  const live = liveOfLoaded(parts);
  const reportReason = whyNoReport(parts);
  return {
    ...describeScorecardAge(parts),
    score: {
      recorded: recorded === null ? null : { ...recorded, report: toReport(recorded.report) },
      own:
        own === null
          ? null
          : {
              measured_at: isoTime(own.measuredAt),
              history_days: roundTo(own.historyDays, 2),
              needed_days: own.neededDays,
              caveats: OWN_CAVEATS,
              report: own.report === null ? null : toReport(own.report),
            },
    },
    pretrend: {
      serving:
        serving === null
          ? null
          : {
              model: serving.model,
              reason: serving.reason,
              base_rate: digits(serving.baseRate),
              model_hash: serving.modelHash,
            },
      report: parts.report === null || reportReason !== "" ? null : toPretrendReport(parts.report),
      report_reason: reportReason,
      live: live === null ? null : toRecord(live),
    },
  };
}

/** Every time comes from the data: the same measurements must give the same bytes, or no answer could be 304. */
export function describeScorecardAge(parts: ScorecardParts) {
  const { now, clock, cutOff, recorded, own, report } = parts;
  const live = liveOfLoaded(parts);
  const newest = (times: readonly (number | undefined)[]): number | null => {
    const known = times.filter((at) => at !== undefined);
    return known.length === 0 ? null : Math.max(...known);
  };
  const inRepository = newest([recorded?.report.pricesUntil, report?.to]) ?? now;
  const isLate = (measuredAt: UnixMs | undefined, everySeconds: number): boolean =>
    measuredAt !== undefined && isRefreshLate({ refreshedAt: measuredAt, everySeconds }, clock, now);
  return {
    timestamp: isoTime(newest([own?.measuredAt, live?.measuredAt]) ?? inRepository),
    as_of: isoTime(newest([own?.report?.pricesUntil, live?.measuredAt]) ?? inRepository),
    stale: cutOff || isLate(own?.measuredAt, OWN_EVERY_SECONDS) || isLate(live?.measuredAt, LIVE_EVERY_SECONDS),
    source: clock.source,
  };
}

/** Until somebody serves here, the last record is taken for that of the model that will. */
function liveOfLoaded({ live, serving, clock }: ScorecardParts): PretrendScorecard | null {
  if (live === null || serving === null) return live;
  const isOfLoaded =
    serving.modelHash !== null && live.modelHash === pretrendRecordName(clock.source, serving.modelHash);
  return isOfLoaded ? live : null;
}

function whyNoReport({ report, serving }: ScorecardParts): string {
  if (report === null) return "No report of a trained model is part of this build.";
  if (serving === null || serving.modelHash === report.modelHash) return "";
  if (serving.modelHash === null) return "No model is loaded here, so there is nothing to report of one.";
  return `The loaded model (${serving.modelHash}) is not the one that was measured with this build (${report.modelHash}).`;
}

function toEstimate({ value, low, high }: Estimate) {
  return { value: digits(value), low: roundOrNull(low, DIGITS), high: roundOrNull(high, DIGITS) };
}

function toReport(report: ScorecardReport): WireScoreReport {
  const { scoreVersion, from, to, pricesUntil, everyHours, coins, draws, measures } = report;
  return {
    score_version: scoreVersion,
    from: isoTime(from),
    to: isoTime(to),
    prices_until: isoTime(pricesUntil),
    every_hours: everyHours,
    coins,
    draws,
    measures: measures.map(toMeasure),
  };
}

function toMeasure(measure: ScorecardMeasure): WireScoreMeasure {
  const { horizon, population, samples, unknowable, moments, blocks, rankCorrelation, spread, deciles } = measure;
  return {
    horizon,
    population,
    samples,
    unknowable,
    moments,
    blocks,
    rank_correlation: rankCorrelation === null ? null : toEstimate(rankCorrelation),
    spread: spread === null ? null : toEstimate(spread),
    deciles: deciles.map((decile) => ({
      decile: decile.decile,
      samples: decile.samples,
      mean_score: roundTo(decile.meanScore, 2),
      mean_return: toEstimate(decile.meanReturn),
      median_return: digits(decile.medianReturn),
      excess_return: toEstimate(decile.excessReturn),
      mean_raw_return_pct: roundTo(decile.meanRawReturn * 100, 4),
      hit_rate: digits(decile.hitRate),
    })),
  };
}

type WireForecast = z.infer<typeof wirePretrendReportSchema>["model"];

function toForecast({ brier, skill, auc, calibrationError, topDecileLift }: PretrendMeasures): WireForecast {
  return {
    brier: toEstimate(brier),
    brier_skill: toEstimate(skill),
    auc: toEstimate(auc),
    calibration_error: toEstimate(calibrationError),
    top_decile_lift: toEstimate(topDecileLift),
  };
}

function toPretrendReport({
  modelHash,
  trainedOn,
  until,
  to,
  trainingRate,
  lastBlock,
}: PretrendReport): WirePretrendReport {
  const { model, base_rate, momentum_24h, shuffled_labels } = lastBlock;
  return {
    model_hash: modelHash,
    trained_from: isoTime(trainedOn.from),
    trained_until: isoTime(trainedOn.to),
    measured_from: isoTime(until),
    measured_until: isoTime(to),
    samples: model.samples,
    days: model.days,
    base_rate: digits(trainingRate),
    outcome_rate: digits(model.outcomeRate),
    model: toForecast(model),
    benchmarks: {
      base_rate: toForecast(base_rate),
      momentum_24h: toForecast(momentum_24h),
      shuffled_labels: toForecast(shuffled_labels),
    },
    reliability: model.reliability.map(({ low, high, said, happened, count }) => ({
      said: digits(said),
      happened: digits(happened),
      samples: Math.round(count),
      from: digits(low),
      to: digits(high),
    })),
  };
}

function toRecord(record: PretrendScorecard): WirePretrendRecord {
  const { standing } = record;
  return {
    measured_at: isoTime(record.measuredAt),
    window_days: record.windowDays,
    resolved: record.resolved,
    unknowable: record.unknowable,
    waiting: record.waiting,
    days: record.days,
    outcome_rate: roundOrNull(record.outcomeRate, DIGITS),
    mean_probability: roundOrNull(record.meanProbability, DIGITS),
    brier: roundOrNull(record.brierModel, DIGITS),
    brier_base_rate: roundOrNull(record.brierBase, DIGITS),
    brier_skill: record.skill === null ? null : toEstimate(record.skill),
    reliability: record.bins.map(({ from, to, samples, meanProbability, outcomeRate }) => ({
      said: digits(meanProbability),
      happened: digits(outcomeRate),
      samples,
      from,
      to,
    })),
    allowed: standing.allowed,
    switched_at: standing.since === null ? null : isoTime(standing.since),
    reason: standing.reason,
  };
}
