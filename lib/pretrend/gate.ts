import type { Estimate } from "./model";

export const CALIBRATION_ERROR_MAX = 0.03;
/** Nobody forecasts a day of a market this well from its past: such a number is a leak until proven otherwise. */
export const AUC_SUSPECT = 0.65;

export interface Gate {
  serve: boolean;
  /** Why not, in a sentence; empty when the model is served. */
  reason: string;
}

/** Serves a model only when it beat the base rate beyond chance, is calibrated, and is not too good to be true. */
export function decideGate(measured: { skill: Estimate; calibrationError: Estimate; auc: Estimate }): Gate {
  const { skill, calibrationError, auc } = measured;
  if (auc.value >= AUC_SUSPECT) {
    return refuse(`An AUC of ${auc.value.toFixed(3)} on unseen days is too good to be true: suspected leak.`);
  }
  if (skill.low === null || skill.high === null) {
    return refuse("The unseen days are too few to say whether the model has skill.");
  }
  if (skill.low <= 0) {
    return refuse(
      `No proven skill: Brier skill on unseen days is ${percent(skill.value)} ` +
        `(95 % interval ${percent(skill.low)} to ${percent(skill.high)}), so it may be no better than the base rate.`,
    );
  }
  if (calibrationError.value > CALIBRATION_ERROR_MAX) {
    return refuse(
      `Not calibrated: on unseen days its probabilities are off by ${percent(calibrationError.value)} on average, ` +
        `more than ${percent(CALIBRATION_ERROR_MAX)}.`,
    );
  }
  return { serve: true, reason: "" };
}

function refuse(reason: string): Gate {
  return { serve: false, reason };
}

/** "−1.4 %", as the report writes it. */
export function percent(fraction: number): string {
  return `${fraction < 0 ? "−" : ""}${(100 * Math.abs(fraction)).toFixed(1)} %`;
}
