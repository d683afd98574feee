import type { UnixMs, Usd } from "@/lib/market/units";
import type { PretrendModel } from "./model";
import type { PretrendUniverse } from "./pretrend-universe";
import type { PretrendServing } from "./serving";

/** One thing that moved a probability. */
export interface PretrendFactor {
  name: string;
  /** The feature before standardising; null when it is missing. */
  value: number | null;
  logOdds: number;
}

/** One coin's probability and what it is made of. */
export interface PretrendDetails {
  probability: number;
  /** 90 % Wilson interval of the calibration bin; null for the base rate. */
  low: number | null;
  high: number | null;
  confidence: number | null;
  /** Share of the trained features that are known; 0 for the base rate, which looks at none. */
  coverage: number;
  /** Largest size first; empty for the base rate. */
  factors: PretrendFactor[];
  rationale: string;
  computedAt: UnixMs;
}

export interface PretrendForecast {
  /** What is served: the model's or the base rate, as `serving` says. */
  details: PretrendDetails;
  /** What the model says, whether or not it is served: the live scorecard needs it. Null without a model. */
  modelProbability: number | null;
  /** The newest close, from which the barriers are counted. */
  price: Usd;
  /** The barrier, as a log return. */
  sigma24: number;
}

/**
 * By coin id, for every coin with at least 24 closes that is not pegged; the others have no entry.
 * `serving` decides who speaks: a caller that switches a model off passes a serving whose model is "base_rate".
 */
export function predictUniverse(
  _model: PretrendModel | null,
  _serving: PretrendServing,
  _universe: PretrendUniverse,
  _now: UnixMs,
): Map<string, PretrendForecast> {
  throw new Error("being written");
}
