import type { Condition } from "@/lib/alerts/condition";
import type { Rule } from "@/lib/alerts/rule";
import type { Firing } from "@/lib/alerts/rule-state";
import { formatDuration } from "@/lib/format/age";
import { formatClockMinutes } from "@/lib/format/time";
import { UTC } from "@/lib/format/zone";
import {
  conditionsOf,
  LEVEL_SIDES,
  thresholdText,
  UNIT_NAMES,
  unitOf,
  valueText,
  WINDOW_WORDS,
  whenTitle,
} from "./alert-words";

/** Why it fired, whole and without the rule beside it: "SOL score 83.7, at or above 80; already above as the alert was made". */
export function firingReason({ when, mutes }: Pick<Rule, "when" | "mutes">, firing: Firing): string {
  const [first, ...others] = conditionsOf(when);
  const isGroup = "of" in when && others.length > 0;
  const core =
    first === undefined
      ? firing.symbol
      : isGroup
        ? `${firing.symbol} ${nowWords(first, firing.value)}, with ${whenTitle(when)}`
        : conditionReason(first, firing);
  return [core, ...circumstances(firing, mutes.length > 0, isGroup || first === undefined ? null : first)].join("; ");
}

function circumstances(
  { alreadyTrue, deferredSince, at, late }: Firing,
  hasMutes: boolean,
  condition: Condition | null,
): string[] {
  const waitedFor = hasMutes ? "the quiet time or a mute window" : "the quiet time";
  return [
    ...(alreadyTrue ? [`already ${alreadyWord(condition)} as the alert was made`] : []),
    ...(deferredSince === null ? [] : [`waited ${formatDuration(at - deferredSince)} for ${waitedFor} to end`]),
    ...(late ? ["late: judged afterwards from stored history"] : []),
  ];
}

function alreadyWord(condition: Condition | null): string {
  if (condition === null || !(condition.type in LEVEL_SIDES)) return "so";
  return condition.type.endsWith("_below") ? "below" : "above";
}

function nowWords(condition: Condition, value: number | null): string {
  const unit = unitOf(condition);
  return unit === "action" ? `score ${valueText(unit, value)}` : `${UNIT_NAMES[unit]} ${valueText(unit, value)}`;
}

/** What one condition saw. An event that had to wait is told as the past that it is. */
function conditionReason(condition: Condition, { symbol, value, deferredSince }: Firing): string {
  const unit = unitOf(condition);
  const reading = valueText(unit, value);
  const since = deferredSince === null ? "" : ` at ${formatClockMinutes(deferredSince, UTC)} UTC`;
  switch (condition.type) {
    case "score_crosses":
    case "price_crosses": {
      const verb = condition.direction === "up" ? "rose" : "fell";
      const across = `across ${thresholdText(unit, condition.threshold)}`;
      return deferredSince === null
        ? `${symbol} ${UNIT_NAMES[unit]} ${verb} to ${reading}, ${across}`
        : `${symbol} ${UNIT_NAMES[unit]} ${verb} ${across}${since}, now ${reading}`;
    }
    case "percent_move":
      return `${symbol} ${condition.reading} ${reading} in ${WINDOW_WORDS[condition.window]}, at least ${thresholdText(unit, condition.percent)}`;
    case "rank_top": {
      const where = condition.change === "enters" ? "entered" : "left";
      return `${symbol} ${where} the top ${condition.top}${since}, now ${reading}`;
    }
    case "cluster_change":
      return value === -1
        ? `${symbol} left its cluster${since} and is in none now`
        : `${symbol} changed its cluster${since}, now in ${reading}`;
    case "action_change":
      return condition.to === null
        ? `${symbol} changed its band${since}, score ${reading}`
        : `${symbol} band became ${condition.to}${since}, score ${reading}`;
    default: {
      const side = LEVEL_SIDES[condition.type] === 1 ? "at or above" : "at or below";
      return `${symbol} ${UNIT_NAMES[unit]} ${reading}, ${side} ${thresholdText(unit, condition.threshold)}`;
    }
  }
}
