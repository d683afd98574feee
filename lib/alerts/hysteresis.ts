import type { Condition } from "./condition";

const SHARE_OF_PRICE = 0.005;
/** A percent move counts as over when a fifth of it is gone. */
const SHARE_OF_MOVE = 0.2;

const SCORE_MAX = 100;

/** Near the end of its range a reading has less room to go back: half of it, so that the level can be reached. */
const withinReach = (usual: number, room: number): number => Math.min(usual, room / 2);

/** How far a reading must go back before the condition can be met anew: A.17. Events have none: they are over at once. */
export function usualHysteresis(condition: Condition): number {
  switch (condition.type) {
    case "score_above":
      return withinReach(2, condition.threshold);
    case "score_below":
      return withinReach(2, SCORE_MAX - condition.threshold);
    case "price_above":
    case "price_below":
      return SHARE_OF_PRICE * condition.threshold;
    case "whale_seen":
      return withinReach(0.05, condition.threshold);
    case "pretrend_above":
      return withinReach(0.03, condition.threshold);
    case "percent_move":
      return SHARE_OF_MOVE * condition.percent;
    default:
      return 0;
  }
}

/** Whether no reading can ever stand on the other side of the threshold: it fires once and is never armed again. */
export function alwaysHolds(condition: Condition): boolean {
  switch (condition.type) {
    case "score_above":
    case "whale_seen":
    case "pretrend_above":
      return condition.threshold <= 0;
    case "score_below":
      return condition.threshold >= SCORE_MAX;
    default:
      return false;
  }
}
