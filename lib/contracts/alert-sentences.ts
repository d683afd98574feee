import type { Condition, When } from "@/lib/alerts/condition";
import type { CoinFilter, Mute, Rule, Scope } from "@/lib/alerts/rule";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatMoment } from "@/lib/format/time";
import { UTC } from "@/lib/format/zone";
import {
  conditionsOf,
  endlessWords,
  isLevel,
  LEVEL_SIDES,
  rearmLevel,
  thresholdText,
  UNIT_NAMES,
  unitOf,
  WINDOW_WORDS,
  whenTitle,
} from "./alert-words";

/** What a rule's ids are called. */
export interface AlertNames {
  /** A coin's symbol; its id where the board does not know it. */
  coin(coinId: string): string;
  watchlist(watchlistId: string): string;
}

/** The part of a rule that its sentence is made of: a draft has no id yet. */
export type RuleWords = Pick<
  Rule,
  "scope" | "when" | "repeat" | "cooldownMinutes" | "hysteresis" | "expiresAt" | "mutes"
>;

/** A rule in a few words, where its owner gave it no name: "SOL score above 80". */
export function ruleTitle(rule: Pick<Rule, "scope" | "when">, names: AlertNames): string {
  return `${scopeTitle(rule.scope, names)} ${whenTitle(rule.when)}`;
}

function scopeTitle(scope: Scope, names: AlertNames): string {
  if (scope.kind === "coin") return names.coin(scope.coinId);
  return scope.kind === "watchlist" ? `${names.watchlist(scope.watchlistId)}:` : "Any coin that passes a filter:";
}

/**
 * The whole rule in words: "When SOL's score reaches 80 or more. Then not again until it has been at 78 or less, and never
 * twice within 15 min."
 */
export function ruleSentence(rule: RuleWords, names: AlertNames): string {
  const parts = [
    `When ${scopeWords(rule.scope, rule.when, names)}.`,
    afterwards(rule),
    ...rule.mutes.map((mute) => `${muteWords(mute)}`),
    ...(rule.expiresAt === null ? [] : [`Ends ${formatMoment(rule.expiresAt, UTC)}.`]),
  ];
  return parts.join(" ");
}

/** Answer of `POST /market/alerts`, as the contract words it: "Alert created for BTC (score_above 80.0)". */
export function createdSentence(rule: Pick<Rule, "scope" | "when">, names: AlertNames): string {
  const { scope, when } = rule;
  const about =
    scope.kind === "coin"
      ? names.coin(scope.coinId)
      : scope.kind === "watchlist"
        ? names.watchlist(scope.watchlistId)
        : "any coin that passes the filter";
  if ("of" in when) return `Alert created for ${about} (${whenTitle(when)})`;
  const threshold = "threshold" in when ? ` ${wireNumber(when.threshold)}` : "";
  return `Alert created for ${about} (${when.type}${threshold})`;
}

/** The contract shows whole numbers with one decimal: 80 is "80.0". */
function wireNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

function scopeWords(scope: Scope, when: When, names: AlertNames): string {
  if (scope.kind === "coin") return whenWords(when, `${names.coin(scope.coinId)}'s`, names.coin(scope.coinId));
  if (scope.kind === "watchlist") {
    return `a coin of ${names.watchlist(scope.watchlistId)} is such that ${whenWords(when, "its", "it")}`;
  }
  return `any coin${filterWords(scope.filter)} is such that ${whenWords(when, "its", "it")}`;
}

type Part = When | Extract<When, { of: unknown }>["of"][number];

function whenWords(when: Part, owner: string, subject: string): string {
  if (!("of" in when)) return conditionWords(when, owner, subject);
  const parts = when.of.map((part) =>
    "of" in part ? `(${whenWords(part, "its", "it")})` : conditionWords(part, "its", "it"),
  );
  const which = when.match === "all" ? "all of this holds" : "any of this holds";
  if (parts.length === 1) return whenWords(when.of[0] ?? when, owner, subject);
  return subject === "it"
    ? parts.join(when.match === "all" ? " and " : " or ")
    : `${which} for ${subject}: ${parts.join(", ")}`;
}

function conditionWords(condition: Condition, owner: string, subject: string): string {
  const unit = unitOf(condition);
  switch (condition.type) {
    case "whale_seen":
      return `${owner} whale confidence reaches ${thresholdText(unit, condition.threshold)} or more`;
    case "score_crosses":
    case "price_crosses":
      return `${owner} ${UNIT_NAMES[unit]} ${condition.direction === "up" ? "rises" : "falls"} across ${thresholdText(unit, condition.threshold)}`;
    case "percent_move": {
      const verb = { up: "rises by", down: "falls by", either: "moves by" }[condition.direction];
      return `${owner} ${condition.reading} ${verb} ${thresholdText(unit, condition.percent)} or more within ${WINDOW_WORDS[condition.window]}`;
    }
    case "rank_top":
      return `${subject} ${condition.change} the top ${condition.top}`;
    case "cluster_change":
      return `${subject} moves to another cluster`;
    case "action_change":
      return condition.to === null ? `${owner} band changes` : `${owner} band becomes ${condition.to}`;
    default: {
      const threshold = thresholdText(unit, condition.threshold);
      return LEVEL_SIDES[condition.type] === 1
        ? `${owner} ${UNIT_NAMES[unit]} reaches ${threshold} or more`
        : `${owner} ${UNIT_NAMES[unit]} falls to ${threshold} or less`;
    }
  }
}

function filterWords(filter: CoinFilter): string {
  const parts = [
    filter.minMarketCap === null ? null : `a market cap from ${formatCompactUsd(filter.minMarketCap)}`,
    filter.maxMarketCap === null ? null : `a market cap up to ${formatCompactUsd(filter.maxMarketCap)}`,
    filter.minVolume === null ? null : `a 24 h volume from ${formatCompactUsd(filter.minVolume)}`,
    filter.minScore === null ? null : `a score from ${thresholdText("score", filter.minScore)}`,
    filter.actions === null ? null : `the band ${filter.actions.join(" or ")}`,
    filter.clusterId === null ? null : `cluster ${filter.clusterId}`,
    filter.minWhale === null ? null : `a whale confidence from ${thresholdText("whale", filter.minWhale)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : ` with ${parts.join(", ")}`;
}

/** What follows a firing: when it can come again. */
function afterwards({ scope, when, repeat, hysteresis, cooldownMinutes }: RuleWords): string {
  if (repeat === "once") return scope.kind === "coin" ? "Once." : "Once for each coin.";
  const quiet = cooldownMinutes > 0 ? `never twice within ${minutesText(cooldownMinutes)}` : null;
  const endless = "of" in when ? null : endlessWords(when);
  if (endless !== null) return `Then never again: ${endless}.`;
  const rearm = rearmWords(when, hysteresis);
  if (rearm === null) return quiet === null ? "Every time." : `Every time, but ${quiet}.`;
  return `Then not again until ${rearm}${quiet === null ? "" : `, and ${quiet}`}.`;
}

/** Null for events: the next one is another. */
function rearmWords(when: When, hysteresis: number | null): string | null {
  const [only, ...others] = conditionsOf(when);
  if (only === undefined) return null;
  if (others.length > 0) return "it has clearly ceased to hold";
  const level = rearmLevel(only, hysteresis);
  if (level === null) return null;
  const text = thresholdText(unitOf(only), level);
  if (only.type === "percent_move") return `the move has been ${text} or less`;
  return `it has been at ${text} or ${isLevel(only) && LEVEL_SIDES[only.type] === -1 ? "more" : "less"}`;
}

/** A quiet time: "15 min", "2 h", "1 h 30 min". */
export function minutesText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${Number(minutes.toFixed(1))} min`;
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${rest} min`;
}

const DAYS = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"];
const ALL_DAYS = 7;

function muteWords({ days, from, to }: Mute): string {
  const wanted = [...new Set(days)].sort((a, b) => a - b);
  const which = wanted.length === ALL_DAYS ? "every day" : wanted.map((day) => DAYS[day]).join(", ");
  return `Held back from ${from} to ${to} UTC ${wanted.length === ALL_DAYS ? which : `on ${which}`}.`;
}
