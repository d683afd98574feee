import type { Condition } from "./condition";

const SHARE_OF_PRICE = 0.005;
/** A percent move counts as over when a fifth of it is gone. */
const SHARE_OF_MOVE = 0.2;

/** How far a reading must go back before the condition can be met anew: A.17. Events have none: they are over at once. */
export function usualHysteresis(condition: Condition): number {
  switch (condition.type) {
    case "score_above":
    case "score_below":
      return 2;
    case "price_above":
    case "price_below":
      return SHARE_OF_PRICE * condition.threshold;
    case "whale_seen":
      return 0.05;
    case "pretrend_above":
      return 0.03;
    case "percent_move":
      return SHARE_OF_MOVE * condition.percent;
    default:
      return 0;
  }
}
