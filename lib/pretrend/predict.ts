import type { UnixMs } from "@/lib/market/units";
import { wilsonInterval, Z_90 } from "@/lib/statistics/wilson-interval";
import { calibrate } from "./calibrate";
import { baseRateRationale, factorsOf, rationaleOf } from "./explain-forecast";
import type { FeatureBlock } from "./feature-block";
import { scoreRow } from "./linear-scorer";
import type { PretrendModel } from "./model";
import type { PretrendDetails } from "./pretrend-details";
import type { PretrendUniverse } from "./pretrend-universe";
import type { PretrendServing } from "./serving";
import { universeFeatures } from "./universe-features";

export interface PretrendForecast {
  /** What is served: the model's or the base rate, as `serving` says. */
  details: PretrendDetails;
  /** What the model says, whether or not it is served: the live scorecard needs it. Null without a model. */
  modelProbability: number | null;
  /** The barrier, as a log return. */
  sigma24: number;
}

/**
 * By coin id, for every coin with at least 24 closes that is not pegged; the others have no entry.
 * `serving` decides who speaks: a caller that switches a model off passes a serving whose model is "base_rate".
 */
export function predictUniverse(
  model: PretrendModel | null,
  serving: PretrendServing,
  universe: PretrendUniverse,
  now: UnixMs,
): Map<string, PretrendForecast> {
  const block = universeFeatures(universe);
  const speaks = serving.model === "base_rate" ? null : model;
  const silence = baseRateRationale(serving.baseRate, serving.reason);
  const forecasts = new Map<string, PretrendForecast>();
  universe.coins.forEach(({ id }, row) => {
    const sigma24 = block.sigma24[row] as number;
    if (sigma24 === 0) return;
    const modelProbability = model === null ? null : probabilityOf(model, block.values, block.known, row);
    const details =
      speaks === null || modelProbability === null
        ? baseRateDetails(serving.baseRate, silence, now)
        : modelDetails(speaks, modelProbability, block, row, now);
    forecasts.set(id, { details, modelProbability, sigma24 });
  });
  return forecasts;
}

/** What the model says of one row of features. */
export function probabilityOf(model: PretrendModel, values: Float64Array, known: Uint8Array, row: number): number {
  return calibrate(model.calibration, scoreRow(model, values, known, row));
}

function baseRateDetails(baseRate: number, rationale: string, computedAt: UnixMs): PretrendDetails {
  return {
    probability: baseRate,
    low: null,
    high: null,
    confidence: null,
    coverage: 0,
    factors: [],
    rationale,
    computedAt,
  };
}

function modelDetails(
  model: PretrendModel,
  probability: number,
  block: FeatureBlock,
  row: number,
  computedAt: UnixMs,
): PretrendDetails {
  const factors = factorsOf(model, block.values, block.known, row);
  const known = factors.reduce((count, { value }) => count + (value === null ? 0 : 1), 0);
  const coverage = factors.length === 0 ? 0 : known / factors.length;
  const bin = model.bins.find(({ upTo }) => probability <= upTo) ?? model.bins.at(-1);
  const { low, high } =
    bin === undefined
      ? { low: 0, high: 1 }
      : wilsonInterval(bin.rate * bin.effectiveSamples, bin.effectiveSamples, Z_90);
  return {
    probability,
    low,
    high,
    confidence: forecastConfidence(coverage, low, high),
    coverage,
    factors,
    rationale: rationaleOf(probability, model.baseRate, factors),
    computedAt,
  };
}

/** How much is known of the coin × how narrow the interval is: 1 is everything and exactly, 0 nothing or anything from 0 to 1. */
export function forecastConfidence(coverage: number, low: number, high: number): number {
  return coverage * (1 - (high - low) / 2 / 0.5);
}
