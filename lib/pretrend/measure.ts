import { DAY_MS } from "@/lib/market/units";
import { areaUnderCurve } from "@/lib/statistics/area-under-curve";
import { blockBootstrap } from "@/lib/statistics/block-bootstrap";
import { brierScore, brierSkill } from "@/lib/statistics/brier-score";
import { type Forecasts, type ForecastWeights, sortForecasts } from "@/lib/statistics/forecasts";
import { logLoss } from "@/lib/statistics/log-loss";
import { calibrationError, type ReliabilityBin, reliabilityTable } from "@/lib/statistics/reliability";
import { topLift } from "@/lib/statistics/top-lift";
import { BIN_COUNT } from "./calibration-bins";
import type { Estimate } from "./model";

const TOP_SHARE = 0.1;
const DRAWS = 1_000;

/** What forecasts are worth, each number with its 95 % interval under resampling of whole days. */
export interface Measures {
  samples: number;
  days: number;
  /** Share of outcomes 1 in these samples: what the skill is compared with, and nobody knew it beforehand. */
  outcomeRate: number;
  brier: Estimate;
  skill: Estimate;
  /** Skill against the rate that was known beforehand, the one a base-rate forecast would have said. */
  skillOverTraining: Estimate;
  logLoss: Estimate;
  auc: Estimate;
  calibrationError: Estimate;
  topDecileLift: Estimate;
  reliability: readonly ReliabilityBin[];
}

/** Measures probabilities against outcomes. Rows are aligned; null without both kinds of outcome. */
export function measureForecasts(
  probability: Float64Array,
  outcome: Uint8Array,
  at: Float64Array,
  trainingRate: number,
  seed: number,
): Measures | null {
  const forecasts = sortForecasts(probability, outcome);
  const days = [...new Set(Array.from(at, (time) => Math.floor(time / DAY_MS)))].sort((a, b) => a - b);
  const placeOfDay = new Map(days.map((day, place) => [day, place]));
  const dayOf = Uint32Array.from(
    forecasts.source,
    (row) => placeOfDay.get(Math.floor((at[row] as number) / DAY_MS)) ?? 0,
  );
  const weights = new Float64Array(dayOf.length);
  const estimate = (statistic: (forecasts: Forecasts, weights: ForecastWeights) => number | null): Estimate => {
    const value = statistic(forecasts, null) ?? 0;
    const interval = blockBootstrap(
      days.length,
      (drawn) => {
        for (let i = 0; i < weights.length; i++) weights[i] = drawn[dayOf[i] as number] as number;
        return statistic(forecasts, weights);
      },
      { draws: DRAWS, seed },
    );
    return { value, low: interval?.low ?? null, high: interval?.high ?? null };
  };
  if (areaUnderCurve(forecasts) === null) return null;
  return {
    samples: outcome.length,
    days: days.length,
    outcomeRate: outcome.reduce((sum, happened) => sum + happened, 0) / outcome.length,
    brier: estimate(brierScore),
    skill: estimate((all, drawn) => brierSkill(all, drawn)),
    skillOverTraining: estimate((all, drawn) => brierSkill(all, drawn, trainingRate)),
    logLoss: estimate(logLoss),
    auc: estimate(areaUnderCurve),
    calibrationError: estimate((all, drawn) => calibrationError(all, BIN_COUNT, drawn)),
    topDecileLift: estimate((all, drawn) => topLift(all, TOP_SHARE, drawn)),
    reliability: reliabilityTable(forecasts, BIN_COUNT),
  };
}
