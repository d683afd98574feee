import type { CoinReadings, Sight } from "@/lib/alerts/coin-readings";
import type { Condition, When } from "@/lib/alerts/condition";
import { type CompiledRule, compileRule, judgeRule, type Verdict } from "@/lib/alerts/evaluate";
import { compileWhen } from "@/lib/alerts/judge-condition";
import type { Rule } from "@/lib/alerts/rule";
import type { HeldBack, RuleState } from "@/lib/alerts/rule-state";
import { coinsInScope } from "@/lib/alerts/scope";
import { formatDuration } from "@/lib/format/age";
import { capitalize } from "@/lib/format/capitalize";
import { formatClockMinutes, formatDayClock } from "@/lib/format/time";
import { UTC } from "@/lib/format/zone";
import { DAY_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { minutesText } from "./alert-sentences";
import {
  conditionsOf,
  conditionTitle,
  distanceText,
  endlessWords,
  isLevel,
  LEVEL_SIDES,
  type LevelCondition,
  rearmLevel,
  thresholdText,
  UNIT_NAMES,
  unitOf,
  valueText,
  WINDOW_WORDS,
} from "./alert-words";

/** Where one coin stands before one rule, and what keeps it from firing. */
export interface Standing {
  readonly coinId: string;
  readonly symbol: string;
  readonly state: "armed" | "firing" | "cooling" | "no_data" | "muted";
  readonly value: number | null;
  /** Threshold minus value in the direction of firing; null where there is no such distance. */
  readonly distance: number | null;
  readonly sentence: string;
  /** Null when it holds and fires with the next board. */
  readonly heldBack: HeldBack | null;
  readonly episodes: number;
  readonly lastFiredAt: UnixMs | null;
}

export interface StandingOptions {
  readonly watchlists: ReadonlyMap<string, readonly string[]>;
  /** Of this rule, by coin. */
  readonly states: ReadonlyMap<string, RuleState>;
  /** At most so many, nearest first. */
  readonly limit: number;
}

/** Where the coins of a rule stand on a board, those that fired first, then by what is missing. `now`: market time. */
export function standingsOf(rule: Rule, sight: Sight, now: UnixMs, options: StandingOptions): Standing[] {
  const compiled = compileRule(rule);
  const judged = coinsInScope(rule.scope, sight, options.watchlists).map((coin) => {
    const state = options.states.get(coin.coinId) ?? null;
    const verdict = sight.stale
      ? { ...stale, value: judgeRule(compiled, coin, state, atRest(sight)).value }
      : judgeRule(compiled, coin, state, atRest(sight));
    return { coin, state, verdict, distance: distanceOf(rule.when, verdict.value), order: orderOf(verdict) };
  });
  judged.sort((a, b) => a.order - b.order || compareDistances(a.distance, b.distance));
  return judged.slice(0, options.limit).map(({ coin, state, verdict, distance }) => ({
    coinId: coin.coinId,
    symbol: coin.symbol,
    state: stateOf(rule, verdict, state, now),
    value: verdict.value,
    distance,
    sentence: standingSentence(compiled, { coin, sight, state, verdict, now }),
    heldBack: verdict.heldBack,
    episodes: state?.episodes ?? 0,
    lastFiredAt: state?.lastFiredAt ?? null,
  }));
}

const stale: Verdict = {
  standing: "unknown",
  value: null,
  heldBack: "stale",
  next: null,
  alreadyTrue: false,
  deferredSince: null,
};

/** Between a board and itself nothing has happened, so events stand at "not now" instead of at "not known". */
function atRest(sight: Sight): Sight {
  return { ...sight, stale: false, before: { at: Number.MAX_SAFE_INTEGER, coins: sight.coins } };
}

function orderOf({ heldBack }: Verdict): number {
  if (heldBack === null || heldBack === "not_rearmed") return 0;
  if (heldBack === "cooling" || heldBack === "muted") return 1;
  return heldBack === "no_data" || heldBack === "stale" ? 3 : 2;
}

function compareDistances(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a - b;
}

function stateOf(rule: Rule, { heldBack }: Verdict, state: RuleState | null, now: UnixMs): Standing["state"] {
  if (heldBack === "no_data" || heldBack === "stale") return "no_data";
  if (heldBack === "not_rearmed" || heldBack === "ended") return "firing";
  if (heldBack === "muted" || heldBack === "cooling") return heldBack;
  return heldBack === "not_met" && quietUntil(rule, state) > now ? "cooling" : "armed";
}

const quietUntil = ({ cooldownMinutes }: Rule, state: RuleState | null): UnixMs =>
  (state?.lastFiredAt ?? Number.NEGATIVE_INFINITY) + cooldownMinutes * MINUTE_MS;

/** How far a rule of one condition is from firing. */
export function distanceOf(when: When, value: number | null): number | null {
  if ("of" in when || value === null) return null;
  if (isLevel(when)) return LEVEL_SIDES[when.type] * (when.threshold - value);
  switch (when.type) {
    case "score_crosses":
    case "price_crosses":
      return (when.direction === "up" ? 1 : -1) * (when.threshold - value);
    case "percent_move":
      return when.percent - (when.direction === "either" ? Math.abs(value) : when.direction === "up" ? value : -value);
    case "rank_top":
      return when.change === "enters" ? value - when.top : when.top + 1 - value;
    default:
      return null;
  }
}

interface Scene {
  readonly coin: CoinReadings;
  readonly sight: Sight;
  readonly state: RuleState | null;
  readonly verdict: Verdict;
  readonly now: UnixMs;
}

/** Why it has not fired: "Score 74.2, fires at 80: 5.8 points away." */
function standingSentence({ rule }: CompiledRule, { coin, sight, state, verdict, now }: Scene): string {
  if (rule.state === "paused") return "Paused: not judged.";
  if (rule.state === "ended") return "Ended: not judged any more.";
  const last = state?.lastFiredAt ?? null;
  switch (verdict.heldBack) {
    case "stale":
      return `Not judged: the data is ${formatDuration(Math.max(0, now - sight.at))} old, more than twice its interval.`;
    case "no_data":
      return `Not judged: ${unknownWords(rule.when, coin, sight)} not known.`;
    case "ended":
      return `Fired${whenFired(last, now)}, and fires once.`;
    case "not_rearmed":
      return `Fired${whenFired(last, now)}. ${rearmSentence(rule, verdict.value)}`;
    case "cooling":
      return `Holds, but fired${whenFired(last, now)} and is quiet for ${minutesText(rule.cooldownMinutes)}. Kept, judged again at ${formatClockMinutes(quietUntil(rule, state), UTC)} UTC.`;
    case "muted":
      return "Holds, but a mute window is on. Kept, judged again when it ends.";
    case "not_met":
      return `${awayWords(rule.when, coin, sight)}${quietUntil(rule, state) > now ? ` Quiet until ${formatClockMinutes(quietUntil(rule, state), UTC)} UTC.` : ""}`;
    default:
      return `${holdsWords(rule.when, verdict.value)} Fires with the next data.`;
  }
}

/** "at 14:01 UTC", with the day when it was another one. */
function whenFired(at: UnixMs | null, now: UnixMs): string {
  if (at === null) return "";
  const isToday = Math.floor(at / DAY_MS) === Math.floor(now / DAY_MS);
  return ` at ${isToday ? formatClockMinutes(at, UTC) : formatDayClock(at, UTC)} UTC`;
}

function rearmSentence({ when, hysteresis }: Rule, value: number | null): string {
  if ("of" in when) return "Not again until it has clearly ceased to hold.";
  const endless = endlessWords(when);
  if (endless !== null) return `Never again: ${endless}.`;
  const level = rearmLevel(when, hysteresis);
  if (level === null || value === null) return "Not again until it is over.";
  const unit = unitOf(when);
  if (when.type === "percent_move") return `Not again until the move has been ${thresholdText(unit, level)} or less.`;
  const isUpper = !isLevel(when) || LEVEL_SIDES[when.type] === 1;
  const away = distanceText(unit, value - level);
  return `${nameAnd(when, value)}: not again until it has been at ${thresholdText(unit, level)} or ${isUpper ? "less" : "more"}, ${away} away.`;
}

const nameAnd = (condition: Condition, value: number | null): string =>
  capitalize(`${UNIT_NAMES[unitOf(condition)]} ${valueText(unitOf(condition), value)}`);

function holdsWords(when: When, value: number | null): string {
  const [only, ...others] = conditionsOf(when);
  return only === undefined || others.length > 0 ? "Its conditions hold." : `${conditionHolds(only, value)}.`;
}

function conditionHolds(condition: Condition, value: number | null): string {
  return "threshold" in condition
    ? `${nameAnd(condition, value)}, fires at ${thresholdText(unitOf(condition), condition.threshold)}: holds`
    : `${capitalize(conditionTitle(condition))}: holds`;
}

/** Each condition with how far it is, so that a group says which part is missing. */
function awayWords(when: When, coin: CoinReadings, sight: Sight): string {
  const conditions = conditionsOf(when);
  const [only] = conditions;
  if (!("of" in when) && only !== undefined) return `${conditionAway(only, coin, sight)}.`;
  const which = "of" in when && when.match === "all" ? "All must hold" : "One must hold";
  return `${which}. ${conditions.map((condition) => `${conditionAway(condition, coin, sight)}.`).join(" ")}`;
}

function conditionAway(condition: Condition, coin: CoinReadings, sight: Sight): string {
  const { value, standing } = compileWhen(condition, null)(coin, atRest(sight));
  const unit = unitOf(condition);
  if (standing === "unknown" || (value === null && unit !== "action"))
    return `${capitalize(UNIT_NAMES[unit])} not known`;
  if (isLevel(condition)) {
    return standing === "holds"
      ? conditionHolds(condition, value)
      : `${nameAnd(condition, value)}, fires at ${thresholdText(unit, condition.threshold)}${farWords(condition, value)}`;
  }
  return eventAway(condition, value, coin);
}

function farWords(condition: Condition, value: number | null): string {
  const distance = distanceOf(condition, value);
  return distance === null || distance <= 0 ? "" : `: ${distanceText(unitOf(condition), distance)} away`;
}

function eventAway(condition: Exclude<Condition, LevelCondition>, value: number | null, coin: CoinReadings): string {
  const far = farWords(condition, value);
  const isBeyond = (distanceOf(condition, value) ?? 1) <= 0;
  switch (condition.type) {
    case "percent_move": {
      const sign = { either: "±", up: "+", down: "−" }[condition.direction];
      return `Moved ${valueText("percent", value)} in ${WINDOW_WORDS[condition.window]}, fires at ${sign}${thresholdText("percent", condition.percent)}${far}`;
    }
    case "rank_top": {
      const where = `${nameAnd(condition, value)}, fires as it ${condition.change} the top ${condition.top}`;
      return isBeyond
        ? `${where}, and must first be ${condition.change === "enters" ? "outside" : "inside"}`
        : where + far;
    }
    case "cluster_change":
      return value === -1 ? "In no cluster, fires as it joins one" : `In cluster ${value}, fires as it changes`;
    case "action_change":
      return `Band ${coin.action}, fires as it ${condition.to === null ? "changes" : `becomes ${condition.to}`}`;
    default: {
      const verb = condition.direction === "up" ? "rises" : "falls";
      const across = `fires as it ${verb} across ${thresholdText(unitOf(condition), condition.threshold)}`;
      return `${nameAnd(condition, value)}, ${across}${isBeyond ? ", and must first come back" : far}`;
    }
  }
}

/** The first reading that is missing. */
function unknownWords(when: When, coin: CoinReadings, sight: Sight): string {
  const missing = conditionsOf(when).find(
    (condition) => compileWhen(condition, null)(coin, atRest(sight)).standing === "unknown",
  );
  if (missing === undefined) return "a reading is";
  const unit = unitOf(missing);
  return missing.type === "percent_move"
    ? `the ${missing.reading} ${WINDOW_WORDS[missing.window]} ago is`
    : `the ${UNIT_NAMES[unit]} is`;
}
