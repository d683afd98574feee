import type { UnixMs } from "@/lib/market/units";
import type { PretrendModel } from "./model";

/** Of pure random walks (formulas A.13): what is served where there is not even a model file to say a measured base rate. */
export const RANDOM_WALK_BASE_RATE = 0.24;

/** Which model speaks, and why it is that one. */
export interface PretrendServing {
  model: "logistic" | "boosted" | "base_rate";
  /** Why the base rate speaks instead of a model; empty when a model does. */
  reason: string;
  baseRate: number;
  featureHash: string | null;
  trainedOn: { from: UnixMs; to: UnixMs; coins: number; samples: number } | null;
  /** Brier skill on the untouched block, with its 95 % interval. */
  skill: number | null;
  skillLow: number | null;
  skillHigh: number | null;
  calibrationError: number | null;
}

/** What a model's own gate decided. */
export function servingOf(model: PretrendModel): PretrendServing {
  const { gate, measured, trainedOn } = model;
  return {
    model: gate.serve ? model.kind : "base_rate",
    reason: gate.serve ? "" : gate.reason,
    baseRate: model.baseRate,
    featureHash: model.featureHash,
    trainedOn,
    skill: measured.skill.value,
    skillLow: measured.skill.low,
    skillHigh: measured.skill.high,
    calibrationError: measured.calibrationError.value,
  };
}

/** The base rate, because there is no model to speak; `reason` says why. */
export function servingWithoutModel(reason: string): PretrendServing {
  return {
    model: "base_rate",
    reason,
    baseRate: RANDOM_WALK_BASE_RATE,
    featureHash: null,
    trainedOn: null,
    skill: null,
    skillLow: null,
    skillHigh: null,
    calibrationError: null,
  };
}
