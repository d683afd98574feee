import type { Fraction } from "@/lib/market/units";
import { clamp } from "@/lib/statistics/clamp";
import type { Action } from "./scored-coin";

/** Bounds of each band: from (included), to (excluded). */
const BANDS: Record<Action, { from: number; to: number }> = {
  BUY: { from: 70, to: Number.POSITIVE_INFINITY },
  HOLD: { from: 40, to: 70 },
  TRIM: { from: 30, to: 40 },
  EXIT: { from: Number.NEGATIVE_INFINITY, to: 30 },
};
/** A band is left only this many points past its bound, so that a score on the bound does not flicker. */
const HYSTERESIS = 1;
const BUY_MIN_COVERAGE = 0.75;
const OVERBOUGHT_MAX_CONFIDENCE = 0.75;

export interface ActionInputs {
  score: number;
  /** The action last published for this coin; null when none was. */
  previous: Action | null;
  coverage: Fraction;
  overbought: boolean;
  /** No volume, stable-like, dead or too new: such a coin is never a BUY. */
  buyBarred: boolean;
}

export interface ActionDecision {
  action: Action;
  /** 0.5–0.9. */
  confidence: number;
  buyWithheld: boolean;
}

/**
 * The band a score stands in and how far inside. A BUY needs three quarters of the inputs and no bar; otherwise it is
 * withheld: HOLD at the lowest confidence. Confidence shrinks towards ½ with what is missing.
 */
export function decideAction(inputs: ActionInputs): ActionDecision {
  const { score, previous, coverage, overbought, buyBarred } = inputs;
  const action = previous !== null && holds(score, previous) ? previous : bandOf(score);
  if (action === "BUY" && (buyBarred || coverage < BUY_MIN_COVERAGE)) {
    return { action: "HOLD", confidence: 0.5, buyWithheld: true };
  }
  const confidence = clamp(0.5 + (fullConfidence(action, score) - 0.5) * coverage, 0.5, 0.9);
  return {
    action,
    confidence: overbought ? Math.min(confidence, OVERBOUGHT_MAX_CONFIDENCE) : confidence,
    buyWithheld: false,
  };
}

function holds(score: number, action: Action): boolean {
  return score >= BANDS[action].from - HYSTERESIS && score < BANDS[action].to + HYSTERESIS;
}

function bandOf(score: number): Action {
  if (score >= BANDS.BUY.from) return "BUY";
  if (score >= BANDS.HOLD.from) return "HOLD";
  return score >= BANDS.TRIM.from ? "TRIM" : "EXIT";
}

/** Confidence with nothing missing. */
function fullConfidence(action: Action, score: number): number {
  switch (action) {
    case "BUY":
      return 0.6 + 0.3 * clamp((score - BANDS.BUY.from) / 15, 0, 1);
    case "HOLD":
      return 0.5 + 0.1 * (1 - Math.abs(score - 55) / 15);
    case "TRIM":
      return 0.55;
    case "EXIT":
      return 0.6 + 0.3 * clamp((BANDS.TRIM.from - score) / 15, 0, 1);
  }
}
