import type { When } from "@/lib/alerts/condition";
import { usualHysteresis } from "@/lib/alerts/hysteresis";
import type { Outcome, Preview } from "@/lib/alerts/preview";
import type { Rule } from "@/lib/alerts/rule";
import { formatDuration } from "@/lib/format/age";
import { countOf, formatCount } from "@/lib/format/count";
import { formatChange } from "@/lib/format/percent";
import { formatDayClock } from "@/lib/format/time";
import { UTC } from "@/lib/format/zone";
import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import { conditionsOf, rearmLevel, thresholdText, unitOf } from "../alert-words";
import type { AlertPreview } from "./alerts";
import { isoTime } from "./freshness";
import { roundOrNull, significantOrNull } from "./rounding";

export const PREVIEW_DAYS = 30;
/** Listed at most; all are counted. */
const FIRINGS_MAX = 500;

/** What a preview was played on. */
export interface PreviewRecord {
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** The first stored moment; null when there is none. */
  readonly first: UnixMs | null;
  readonly coins: number;
  /** Coins that the rule is about now. */
  readonly inScope: number;
  readonly alreadyTrue: boolean;
}

const missingReadings = {
  whale_seen: "whale confidence",
  pretrend_above: "the pre-trend probability",
  cluster_change: "the cluster",
  action_change: "the band",
} as const;

/** What a rule looks at and history does not keep: then nothing can be played. */
export function unplayable(when: When): string[] {
  const names = conditionsOf(when).flatMap(({ type }) =>
    type in missingReadings ? missingReadings[type as keyof typeof missingReadings] : [],
  );
  return [...new Set(names)];
}

export function toWirePreview(rule: Rule, preview: Preview, record: PreviewRecord): AlertPreview {
  const { firings, storms, gaps, outcomes } = preview;
  return {
    from: isoTime(record.first ?? record.from),
    to: isoTime(record.to),
    total: firings.length,
    storms,
    firings: firings.slice(-FIRINGS_MAX).map(({ at, coinId, symbol, value }) => ({
      time: isoTime(at),
      coin_id: coinId,
      symbol,
      value: significantOrNull(value, 6),
    })),
    outcomes: outcomes.map(({ hours, n, median, worst, best }) => ({
      hours,
      n,
      median: roundOrNull(median, 4),
      worst: roundOrNull(worst, 4),
      best: roundOrNull(best, 4),
    })),
    gaps: gaps.map(({ from, to }) => ({ from: isoTime(from), to: isoTime(to) })),
    already_true: record.alreadyTrue,
    coins: record.coins,
    notes: notesOf(rule, preview, record),
    sentence: sentenceOf(rule, preview, record),
    suggestion: suggestionOf(rule, preview),
  };
}

function sentenceOf(rule: Rule, { firings, storms, outcomes }: Preview, record: PreviewRecord): string {
  const missing = unplayable(rule.when);
  if (missing.length > 0) return `Cannot be played: history does not keep ${missing.join(" and ")}.`;
  if (record.first === null) return "Cannot be played: nothing is stored of this yet.";
  const days = Math.round((record.to - record.first) / DAY_MS);
  const span = days >= PREVIEW_DAYS ? `the last ${PREVIEW_DAYS} days` : `the ${lengthText(record)} on record`;
  if (firings.length === 0) return `Would not have fired in ${span}.`;
  const stormy = storms === 0 ? "" : `, ${formatCount(storms)} of them within an hour of another`;
  return [`Would have fired ${countOf(firings.length, "time")} in ${span}${stormy}.`, ...outcomeWords(outcomes)].join(
    " ",
  );
}

function lengthText({ first, to }: PreviewRecord): string {
  const length = first === null ? 0 : to - first;
  return length > 14 * DAY_MS ? countOf(Math.round(length / DAY_MS), "day") : formatDuration(length);
}

/** "4 h later: median +1.1%, worst −6.0%, best +4.2% (n 6)." */
function outcomeWords(outcomes: readonly Outcome[]): string[] {
  const shown = outcomes.find(({ hours, median }) => hours === 4 && median !== null);
  if (shown === undefined) return [];
  const { median, worst, best, n } = shown;
  return [
    `4 h later: median ${formatChange(median)}, worst ${formatChange(worst)}, best ${formatChange(best)} (n ${n}).`,
  ];
}

function notesOf(rule: Rule, { heldAtStart, gaps, firings }: Preview, record: PreviewRecord): string[] {
  if (unplayable(rule.when).length > 0 || record.first === null) return [];
  const windows = conditionsOf(rule.when).flatMap((condition) =>
    condition.type === "percent_move" ? condition.window : [],
  );
  return [
    "From 5-minute snapshots of the last 2 days and hourly ones before.",
    ...(record.first - record.from > HOUR_MS ? [`The record begins at ${formatDayClock(record.first, UTC)} UTC.`] : []),
    ...(windows.includes("15m") ? ["Moves within 15 min are known of the last 2 days only."] : []),
    ...scopeNotes(rule, record),
    ...(heldAtStart === 0 ? [] : [`Held already as the record begins${onCoins(heldAtStart, record)}: not counted.`]),
    ...(gaps.length === 0 ? [] : [gapNote(gaps)]),
    ...(firings.length > FIRINGS_MAX ? [`Listed are the last ${FIRINGS_MAX} firings.`] : []),
  ];
}

function scopeNotes({ scope }: Rule, { coins, inScope }: PreviewRecord): string[] {
  if (scope.kind === "coin") return [];
  const cut = coins < inScope ? `the ${coins} best ranked of ${formatCount(inScope)} coins` : countOf(coins, "coin");
  return [scope.kind === "filter" ? `Played on ${cut} that pass the filter now.` : `Played on ${cut} of the list.`];
}

const onCoins = (held: number, { coins }: PreviewRecord): string => (coins === 1 ? "" : ` on ${countOf(held, "coin")}`);

function gapNote(gaps: Preview["gaps"]): string {
  const whole = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const first = gaps[0];
  const where =
    first === undefined ? "" : `${gaps.length === 1 ? " at" : " from"} ${formatDayClock(first.from, UTC)} UTC`;
  return `${countOf(gaps.length, "gap")} in the record, ${formatDuration(whole)} in all,${where}.`;
}

/** "Re-arm at 76 instead of 78 would merge 2 of 6." */
function suggestionOf(rule: Rule, { suggestion, firings }: Preview): string | null {
  if (suggestion === null || "of" in rule.when) return null;
  const unit = unitOf(rule.when);
  const now = rearmLevel(rule.when, rule.hysteresis ?? usualHysteresis(rule.when));
  const wider = rearmLevel(rule.when, suggestion.hysteresis);
  // A level that cannot be reached would keep the rule from ever being armed again.
  if (now === null || wider === null || wider <= 0 || (unit === "score" && wider >= 100)) return null;
  return `Re-arm at ${thresholdText(unit, wider)} instead of ${thresholdText(unit, now)} would merge ${suggestion.merged} of ${firings.length}.`;
}
