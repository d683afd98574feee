import type { CoinRef } from "@/hooks/coin-actions";
import { type Condition, conditionSchema, type When } from "@/lib/alerts/condition";
import { usualHysteresis } from "@/lib/alerts/hysteresis";
import type { CoinFilter, Mute } from "@/lib/alerts/rule";
import { type RuleBody, ruleBodySchema } from "@/lib/contracts/http/alerts";
import type { RankWindow } from "@/lib/momentum/rank-move";
import type { Action } from "@/lib/momentum/scored-coin";

export type ConditionType = Condition["type"];

/** One condition as its fields stand: numbers are texts until they are read. */
export interface ConditionDraft {
  /** Tells rows apart while they come and go. */
  readonly key: number;
  readonly type: ConditionType;
  readonly threshold: string;
  readonly direction: "up" | "down" | "either";
  readonly reading: "price" | "score";
  readonly window: RankWindow;
  readonly percent: string;
  readonly change: "enters" | "leaves";
  readonly top: string;
  readonly to: Action | null;
}

/** Conditions that stand in for each other: a line of the sentence. */
export interface LineDraft {
  readonly key: number;
  readonly conditions: readonly ConditionDraft[];
}

export type ScopeDraft =
  | { readonly kind: "coin"; readonly coin: CoinRef | null }
  | { readonly kind: "watchlist"; readonly watchlistId: string }
  | { readonly kind: "filter"; readonly filter: CoinFilter };

export interface RuleDraft {
  readonly name: string;
  readonly scope: ScopeDraft;
  /** How lines are joined; the conditions inside a line are joined the other way. */
  readonly match: "all" | "any";
  readonly lines: readonly LineDraft[];
  /** Where the first condition is armed again; null: the usual distance. Only for a single condition. */
  readonly rearm: string | null;
  readonly cooldownMinutes: string;
  readonly repeat: "every_episode" | "once";
  /** "2026-12-01T12:00" in UTC; empty: never. */
  readonly expiresAt: string;
  readonly mutes: readonly Mute[];
  readonly channelIds: readonly string[];
}

export const USUAL_COOLDOWN_MINUTES = 15;

let lastKey = 0;
const nextKey = (): number => {
  lastKey += 1;
  return lastKey;
};

const levelTypes: ReadonlySet<ConditionType> = new Set([
  "score_above",
  "score_below",
  "price_above",
  "price_below",
  "whale_seen",
  "pretrend_above",
]);

export const isLevel = (type: ConditionType): boolean => levelTypes.has(type);
export const hasThreshold = (type: ConditionType): boolean => isLevel(type) || type.endsWith("_crosses");
const isPriceType = (type: ConditionType): boolean => type.startsWith("price_");

/** Text of a number as a field shows it: no exponent, no trailing noise. */
export function fieldText(value: number): string {
  if (!Number.isFinite(value)) return "";
  const text = Number(value.toPrecision(12));
  if (text !== 0 && Math.abs(text) < 1e-6) return text.toFixed(18).replace(/0+$/u, "");
  return String(text);
}

const usualThreshold: Partial<Record<ConditionType, string>> = {
  score_above: "80",
  score_below: "30",
  score_crosses: "70",
  whale_seen: "0.6",
  pretrend_above: "40",
};

/** A new condition of a type, with what is usual in its fields; a price starts at the coin's own. */
export function newCondition(type: ConditionType, price: number | null = null): ConditionDraft {
  return {
    key: nextKey(),
    type,
    threshold: isPriceType(type)
      ? price === null
        ? ""
        : fieldText(Number(price.toPrecision(5)))
      : (usualThreshold[type] ?? ""),
    direction: type === "percent_move" ? "either" : "up",
    reading: "price",
    window: "1h",
    percent: "5",
    change: "enters",
    top: "50",
    to: null,
  };
}

export function newDraft(
  scope: ScopeDraft,
  conditions: readonly ConditionDraft[] = [newCondition("score_above")],
): RuleDraft {
  return {
    name: "",
    scope,
    match: "all",
    lines: conditions.map((condition) => ({ key: nextKey(), conditions: [condition] })),
    rearm: null,
    cooldownMinutes: String(USUAL_COOLDOWN_MINUTES),
    repeat: "every_episode",
    expiresAt: "",
    mutes: [],
    channelIds: [],
  };
}

export function conditionCount({ lines }: Pick<RuleDraft, "lines">): number {
  return lines.reduce((sum, line) => sum + line.conditions.length, 0);
}

export function addLine(draft: RuleDraft, condition: ConditionDraft): RuleDraft {
  return { ...draft, rearm: null, lines: [...draft.lines, { key: nextKey(), conditions: [condition] }] };
}

export function addAlternative(draft: RuleDraft, lineKey: number, condition: ConditionDraft): RuleDraft {
  const lines = draft.lines.map((line) =>
    line.key === lineKey ? { ...line, conditions: [...line.conditions, condition] } : line,
  );
  return { ...draft, rearm: null, lines };
}

export function changeCondition(draft: RuleDraft, key: number, changes: Partial<ConditionDraft>): RuleDraft {
  const lines = draft.lines.map((line) => ({
    ...line,
    conditions: line.conditions.map((condition) => (condition.key === key ? { ...condition, ...changes } : condition)),
  }));
  return { ...draft, lines, rearm: changes.type === undefined ? draft.rearm : null };
}

/** The last condition stays: a rule has at least one. */
export function removeCondition(draft: RuleDraft, key: number): RuleDraft {
  if (conditionCount(draft) === 1) return draft;
  const lines = draft.lines
    .map((line) => ({ ...line, conditions: line.conditions.filter((condition) => condition.key !== key) }))
    .filter((line) => line.conditions.length > 0);
  return { ...draft, lines };
}

function numberOf(text: string): number {
  const plain = text.trim().replaceAll(",", "");
  return plain === "" ? Number.NaN : Number(plain);
}

/** What the fields say as the server would be told; a number that cannot be read is NaN and refused by the schema. */
function conditionOf(draft: ConditionDraft): unknown {
  const { type } = draft;
  switch (type) {
    case "pretrend_above":
      return { type, threshold: numberOf(draft.threshold) / 100 };
    case "score_crosses":
    case "price_crosses":
      return { type, threshold: numberOf(draft.threshold), direction: draft.direction === "down" ? "down" : "up" };
    case "percent_move":
      return {
        type,
        reading: draft.reading,
        direction: draft.direction,
        window: draft.window,
        percent: numberOf(draft.percent),
      };
    case "rank_top":
      return { type, change: draft.change, top: numberOf(draft.top) };
    case "cluster_change":
      return { type };
    case "action_change":
      return { type, to: draft.to };
    default:
      return { type, threshold: numberOf(draft.threshold) };
  }
}

function whenOf({ match, lines }: RuleDraft): unknown {
  const parts = lines.map(({ conditions }) => {
    const [only] = conditions;
    if (conditions.length === 1 && only !== undefined) return conditionOf(only);
    return { match: match === "all" ? "any" : "all", of: conditions.map(conditionOf) };
  });
  return parts.length === 1 ? parts[0] : { match, of: parts };
}

/** The only condition of a simple rule; null for a group. */
export function singleCondition(draft: RuleDraft): ConditionDraft | null {
  return conditionCount(draft) === 1 ? (draft.lines[0]?.conditions[0] ?? null) : null;
}

/** Whether a re-arm level can be chosen: for one level, not for groups and events. */
export function canRearm(draft: RuleDraft): boolean {
  const only = singleCondition(draft);
  return only !== null && isLevel(only.type);
}

const fallsToRearm = (type: ConditionType): boolean => !type.endsWith("_below");

/** The level at which the usual hysteresis arms the rule again, in the field's own unit. */
export function usualRearm(draft: RuleDraft): string {
  const only = singleCondition(draft);
  const condition = only === null ? null : (conditionSchema.safeParse(conditionOf(only)).data ?? null);
  if (condition === null || !("threshold" in condition)) return "";
  const side = fallsToRearm(condition.type) ? -1 : 1;
  const level = condition.threshold + side * usualHysteresis(condition);
  return fieldText(condition.type === "pretrend_above" ? 100 * level : level);
}

function hysteresisOf(draft: RuleDraft): number | null {
  const only = singleCondition(draft);
  if (only === null || draft.rearm === null || !isLevel(only.type)) return null;
  const distance = numberOf(only.threshold) - numberOf(draft.rearm);
  const unit = only.type === "pretrend_above" ? 100 : 1;
  return Number(((fallsToRearm(only.type) ? distance : -distance) / unit).toPrecision(12));
}

function scopeOf(scope: ScopeDraft): unknown {
  return scope.kind === "coin" ? { kind: "coin", coinId: scope.coin?.id ?? "" } : scope;
}

function expiryOf(text: string): string | null {
  if (text === "") return null;
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

/** Where a problem belongs: a field's own key, so that it is said beside the field. */
export type DraftProblems = ReadonlyMap<string, string>;

export interface ReadDraft {
  /** Null as long as something is wrong. */
  readonly body: RuleBody | null;
  readonly problems: DraftProblems;
}

const topLevelFields: Readonly<Record<string, string>> = {
  cooldown_minutes: "cooldown",
  expires_at: "expires",
  name: "name",
  mutes: "mutes",
  when: "when",
  channel_ids: "channels",
  scope: "scope",
};

/** Problems of each condition, by its key: the server's own rules and words. */
function conditionProblems({ lines }: RuleDraft): [string, string][] {
  return lines
    .flatMap(({ conditions }) => conditions)
    .flatMap((draft): [string, string][] => {
      const issue = conditionSchema.safeParse(conditionOf(draft)).error?.issues[0];
      if (issue === undefined) return [];
      const isShare = draft.type === "pretrend_above";
      return [[`condition:${draft.key}`, isShare ? "must be from 0 to 100" : issue.message]];
    });
}

function rearmProblem(draft: RuleDraft): string | null {
  if (draft.rearm === null || !canRearm(draft)) return null;
  const hysteresis = hysteresisOf(draft);
  if (hysteresis === null || Number.isNaN(hysteresis)) return "must be a number";
  if (hysteresis >= 0) return null;
  const type = singleCondition(draft)?.type ?? "score_above";
  return fallsToRearm(type) ? "must not be above the threshold" : "must not be below the threshold";
}

const fieldOrder = ["scope", "cooldown", "expires", "rearm", "mutes", "channels", "name", "when"];

function bodyOf(draft: RuleDraft): unknown {
  return {
    name: draft.name,
    scope: scopeOf(draft.scope),
    when: whenOf(draft),
    repeat: draft.repeat,
    cooldown_minutes: numberOf(draft.cooldownMinutes),
    hysteresis: rearmProblem(draft) === null ? hysteresisOf(draft) : null,
    expires_at: expiryOf(draft.expiresAt),
    mutes: draft.mutes,
    channel_ids: draft.channelIds,
  };
}

/** What the fields themselves say is missing, before the schema is asked. */
function ownProblems(draft: RuleDraft): Map<string, string> {
  const problems = new Map(conditionProblems(draft));
  const { scope } = draft;
  if (scope.kind === "coin" && scope.coin === null) problems.set("scope", "Choose a coin.");
  if (scope.kind === "watchlist" && scope.watchlistId === "") problems.set("scope", "Choose a watchlist.");
  const rearm = rearmProblem(draft);
  if (rearm !== null) problems.set("rearm", rearm);
  return problems;
}

/** Reads the fields by the server's own schema; what it refuses stands beside the field it is about. */
export function readDraft(draft: RuleDraft): ReadDraft {
  const problems = ownProblems(draft);
  const parsed = ruleBodySchema.safeParse(bodyOf(draft));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = topLevelFields[String(path[0])] ?? "when";
    // A condition's own problem is more exact than the group's.
    const known = field === "when" ? problems.size > 0 : problems.has(field);
    if (!known) problems.set(field, field === "cooldown" ? "must be 0 to 10080 minutes" : message);
  }
  return { body: problems.size === 0 && parsed.success ? parsed.data : null, problems };
}

/** The first thing to put right, for the line beside the button. */
export function firstProblem(problems: DraftProblems): string | null {
  const keys = [...problems.keys()].sort((a, b) => fieldOrder.indexOf(a) - fieldOrder.indexOf(b));
  const first = keys.find((key) => key.startsWith("condition:")) ?? keys[0];
  return first === undefined ? null : (problems.get(first) ?? null);
}

type Part = Extract<When, { of: unknown }>["of"][number];

function draftOf(condition: Condition): ConditionDraft {
  const draft = { ...newCondition(condition.type), ...textsOf(condition) };
  return draft;
}

function textsOf(condition: Condition): Partial<ConditionDraft> {
  switch (condition.type) {
    case "pretrend_above":
      return { threshold: fieldText(100 * condition.threshold) };
    case "score_crosses":
    case "price_crosses":
      return { threshold: fieldText(condition.threshold), direction: condition.direction };
    case "percent_move": {
      const { reading, direction, window, percent } = condition;
      return { reading, direction, window, percent: fieldText(percent) };
    }
    case "rank_top":
      return { change: condition.change, top: String(condition.top) };
    case "cluster_change":
      return {};
    case "action_change":
      return { to: condition.to };
    default:
      return { threshold: fieldText(condition.threshold) };
  }
}

function lineOf(conditions: readonly Condition[]): LineDraft {
  return { key: nextKey(), conditions: conditions.map(draftOf) };
}

/** A group inside a group that is joined the same way is the same as its parts. */
function linesOf(part: Part, outer: "all" | "any"): LineDraft[] {
  if (!("of" in part)) return [lineOf([part])];
  return part.match === outer ? part.of.map((condition) => lineOf([condition])) : [lineOf(part.of)];
}

/** The fields of a rule that exists. `coin` names the coin of its scope. */
export function draftFromRule(rule: RuleBody, coin: CoinRef | null): RuleDraft {
  const { when } = rule;
  const match = "of" in when ? when.match : "all";
  const lines = "of" in when ? when.of.flatMap((part) => linesOf(part, match)) : [lineOf([when])];
  const { scope } = rule;
  const bare: RuleDraft = {
    name: rule.name,
    scope:
      scope.kind === "coin"
        ? { kind: "coin", coin: coin ?? { id: scope.coinId, symbol: scope.coinId, name: "" } }
        : scope,
    match,
    lines,
    rearm: null,
    cooldownMinutes: fieldText(rule.cooldown_minutes ?? USUAL_COOLDOWN_MINUTES),
    repeat: rule.repeat,
    expiresAt: rule.expires_at === null ? "" : new Date(rule.expires_at).toISOString().slice(0, 16),
    mutes: rule.mutes,
    channelIds: rule.channel_ids,
  };
  return { ...bare, rearm: rearmText(bare, rule.hysteresis) };
}

function rearmText(draft: RuleDraft, hysteresis: number | null): string | null {
  const only = singleCondition(draft);
  if (hysteresis === null || only === null || !isLevel(only.type)) return null;
  const unit = only.type === "pretrend_above" ? 100 : 1;
  const side = fallsToRearm(only.type) ? -1 : 1;
  return fieldText(numberOf(only.threshold) + side * unit * hysteresis);
}
