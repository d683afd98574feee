import type { z } from "zod";
import type { PretrendMeasures, PretrendReport } from "@/lib/contracts/pretrend-report";
import type { OwnScorecard, PretrendScorecard, RecordedScorecard } from "@/lib/contracts/scorecard";
import type { MarketSource } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import type { Estimate, ScorecardMeasure, ScorecardReport } from "@/lib/momentum/scorecard-report";
import type { PretrendServing } from "@/lib/pretrend/serving";
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
const isoTime = (at: UnixMs): string => new Date(at).toISOString();
const digits = (value: number): number => roundTo(value, DIGITS);

export interface ScorecardParts {
  readonly now: UnixMs;
  readonly source: MarketSource;
  readonly recorded: RecordedScorecard | null;
  readonly own: OwnScorecard | null;
  readonly serving: PretrendServing | null;
  readonly report: PretrendReport | null;
  readonly live: PretrendScorecard | null;
}

/** Everything that was measured of our own claims, as the wire has it. */
export function toScorecardAnswer(parts: ScorecardParts): ScorecardAnswer {
  const { now, source, recorded, own, serving, report, live } = parts;
  return {
    timestamp: isoTime(now),
    source,
    score: {
      recorded: recorded === null ? null : { ...recorded, report: toReport(recorded.report) },
      own:
        own === null
          ? null
          : {
              measured_at: isoTime(own.measuredAt),
              history_days: roundTo(own.historyDays, 2),
              needed_days: own.neededDays,
              report: own.report === null ? null : toReport(own.report),
            },
    },
    pretrend: {
      serving:
        serving === null ? null : { model: serving.model, reason: serving.reason, base_rate: digits(serving.baseRate) },
      report: report === null ? null : toPretrendReport(report),
      live: live === null ? null : toRecord(live),
    },
  };
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

function toPretrendReport({ from, until, to, trainingRate, lastBlock }: PretrendReport): WirePretrendReport {
  const { model, base_rate, momentum_24h, shuffled_labels } = lastBlock;
  return {
    trained_from: isoTime(from),
    trained_until: isoTime(until),
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
