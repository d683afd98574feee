import { z } from "zod";
import type { PretrendModel } from "./model";

const nullableNumber = z.number().nullable();

/** Of pure random walks (formulas A.13): what is served where there is not even a model file to say a measured base rate. */
export const RANDOM_WALK_BASE_RATE = 0.24;

/** Which model speaks, and why it is that one. */
export const pretrendServingSchema = z.object({
  model: z.enum(["logistic", "base_rate"]),
  /** Why the base rate speaks instead of a model; empty when a model does. */
  reason: z.string(),
  baseRate: z.number(),
  featureHash: z.string().nullable(),
  /** Names the loaded model file by its content; null without one. */
  modelHash: z.string().nullable(),
  trainedOn: z
    .object({ from: z.number(), to: z.number(), coins: z.number().int(), samples: z.number().int() })
    .nullable(),
  /** Brier skill score on the untouched block, with its 95 % interval. */
  skill: nullableNumber,
  skillLow: nullableNumber,
  skillHigh: nullableNumber,
  calibrationError: nullableNumber,
});
export type PretrendServing = z.infer<typeof pretrendServingSchema>;

/** What a model's own gate decided; `modelHash` names its file. */
export function servingOf(model: PretrendModel, modelHash: string): PretrendServing {
  const { gate, measured, trainedOn } = model;
  return {
    model: gate.serve ? model.kind : "base_rate",
    reason: gate.serve ? "" : gate.reason,
    baseRate: model.baseRate,
    featureHash: model.featureHash,
    modelHash,
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
    modelHash: null,
    trainedOn: null,
    skill: null,
    skillLow: null,
    skillHigh: null,
    calibrationError: null,
  };
}
