import type { Condition, When } from "@/lib/alerts/condition";
import { alwaysHolds, usualHysteresis } from "@/lib/alerts/hysteresis";
import { formatChange } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatRank } from "@/lib/format/rank";
import { formatPoints } from "@/lib/format/reading";
import { formatConfidence, formatScore } from "@/lib/format/score";
import type { RankWindow } from "@/lib/momentum/rank-move";

/** The types that stand at a level: they hold for as long as the reading is there. */
export type LevelCondition = Extract<
  Condition,
  { type: "score_above" | "score_below" | "price_above" | "price_below" | "whale_seen" | "pretrend_above" }
>;
/** What a condition's number is a number of. */
export type Unit = "score" | "price" | "whale" | "pretrend" | "percent" | "rank" | "cluster" | "action";

export const isLevel = (condition: Condition): condition is LevelCondition => condition.type in LEVEL_SIDES;

/** 1: holds at the threshold or above it. */
export const LEVEL_SIDES: Record<LevelCondition["type"], 1 | -1> = {
  score_above: 1,
  score_below: -1,
  price_above: 1,
  price_below: -1,
  whale_seen: 1,
  pretrend_above: 1,
};

export function unitOf(condition: Condition): Unit {
  switch (condition.type) {
    case "score_above":
    case "score_below":
    case "score_crosses":
      return "score";
    case "price_above":
    case "price_below":
    case "price_crosses":
      return "price";
    case "whale_seen":
      return "whale";
    case "pretrend_above":
      return "pretrend";
    case "percent_move":
      return "percent";
    case "rank_top":
      return "rank";
    case "cluster_change":
      return "cluster";
    case "action_change":
      return "action";
  }
}

/** A threshold as its owner would write it: without idle decimals. */
export function thresholdText(unit: Unit, threshold: number): string {
  switch (unit) {
    case "score":
      return formatPoints(threshold);
    case "price":
      return formatPrice(threshold);
    case "whale":
      return formatConfidence(threshold);
    case "pretrend":
      return `${formatPoints(100 * threshold)}%`;
    case "percent":
      return `${Number(threshold.toFixed(2))}%`;
    default:
      return String(threshold);
  }
}

/** A reading as the lists show it. */
export function valueText(unit: Unit, value: number | null): string {
  switch (unit) {
    case "price":
      return formatPrice(value);
    case "whale":
      return formatConfidence(value);
    case "pretrend":
      return value === null ? "–" : `${formatPoints(100 * value)}%`;
    case "percent":
      return formatChange(value);
    case "rank":
      return formatRank(value);
    case "cluster":
      return value === null ? "–" : String(value);
    default:
      return formatScore(value);
  }
}

/** How far, in the reading's own unit: "5.8 points". */
export function distanceText(unit: Unit, distance: number): string {
  const away = Math.abs(distance);
  switch (unit) {
    case "score":
      return `${formatScore(away)} points`;
    case "price":
      return formatPrice(away);
    case "whale":
      return formatConfidence(away);
    case "pretrend":
      return `${formatPoints(100 * away)} percentage points`;
    case "percent":
      return `${away.toFixed(2)} percentage points`;
    case "rank":
      return away === 1 ? "1 place" : `${away} places`;
    default:
      return String(away);
  }
}

export const UNIT_NAMES: Record<Unit, string> = {
  score: "score",
  price: "price",
  whale: "whale confidence",
  pretrend: "pre-trend probability",
  percent: "move",
  rank: "rank",
  cluster: "cluster",
  action: "band",
};

export const WINDOW_WORDS: Record<RankWindow, string> = {
  "15m": "15 min",
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 d",
};

/** The level at which a condition that fired is armed again; null for events, which are over at once. */
export function rearmLevel(condition: Condition, hysteresis: number | null): number | null {
  const width = hysteresis ?? usualHysteresis(condition);
  if (condition.type === "percent_move") return condition.percent - width;
  return isLevel(condition) ? condition.threshold - LEVEL_SIDES[condition.type] * width : null;
}

/** Why a condition that fired never fires again: "a score is never below 0"; null where it can be over. */
export function endlessWords(condition: Condition): string | null {
  if (!isLevel(condition) || !alwaysHolds(condition)) return null;
  const unit = unitOf(condition);
  const beyond = LEVEL_SIDES[condition.type] === 1 ? "below" : "above";
  return `a ${UNIT_NAMES[unit]} is never ${beyond} ${thresholdText(unit, condition.threshold)}`;
}

/** One condition in a few words, as a list shows it: "score above 80". */
export function conditionTitle(condition: Condition): string {
  const unit = unitOf(condition);
  switch (condition.type) {
    case "whale_seen":
      return `whale seen, ${thresholdText(unit, condition.threshold)} or more`;
    case "percent_move": {
      const reading = condition.reading === "price" ? "price" : "score";
      const verb = { up: "up", down: "down", either: "moves" }[condition.direction];
      return `${reading} ${verb} ${thresholdText(unit, condition.percent)} in ${WINDOW_WORDS[condition.window]}`;
    }
    case "score_crosses":
    case "price_crosses":
      return `${UNIT_NAMES[unit]} crosses ${thresholdText(unit, condition.threshold)} ${condition.direction === "up" ? "upwards" : "downwards"}`;
    case "rank_top":
      return `${condition.change} the top ${condition.top}`;
    case "cluster_change":
      return "changes its cluster";
    case "action_change":
      return condition.to === null ? "changes its band" : `band becomes ${condition.to}`;
    default: {
      const side = LEVEL_SIDES[condition.type] === 1 ? "above" : "below";
      return `${unit === "pretrend" ? "pre-trend" : UNIT_NAMES[unit]} ${side} ${thresholdText(unit, condition.threshold)}`;
    }
  }
}

/** Conditions and groups in a few words. */
export function whenTitle(when: When | Extract<When, { of: unknown }>["of"][number]): string {
  if (!("of" in when)) return conditionTitle(when);
  const joined = when.of
    .map((part) => ("of" in part ? `(${whenTitle(part)})` : conditionTitle(part)))
    .join(when.match === "all" ? " and " : " or ");
  return joined;
}

/** Every single condition of a rule, in its order. */
export function conditionsOf(when: When | Extract<When, { of: unknown }>["of"][number]): Condition[] {
  return "of" in when ? when.of.flatMap((part) => conditionsOf(part)) : [when];
}
