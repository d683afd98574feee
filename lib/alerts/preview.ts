import type { UnixMs } from "@/lib/market/units";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { median } from "@/lib/statistics/median";
import type { CoinReadings, PastReadings, Sight } from "./coin-readings";
import { applyStates, compileRule, evaluateRules } from "./evaluate";
import { usualHysteresis } from "./hysteresis";
import type { Rule } from "./rule";
import type { Firing, RuleState } from "./rule-state";

/** One stored moment: what history knew of the coins then. */
export interface StoredMoment {
  readonly at: UnixMs;
  readonly coins: ReadonlyMap<string, CoinReadings>;
}

/** Firings closer together than this are a storm. */
const STORM_MS = HOUR_MS;
/** A hole in the record: two moments further apart than an hourly history has them. */
const GAP_MS = 2 * HOUR_MS;
const OUTCOME_HOURS = [1, 4, 24] as const;
/** How far from its hour the price of an outcome may lie: two stored moments of the same minute are no further apart. */
const OUTCOME_TOLERANCE_MS = 10 * MINUTE_MS;
/** Fewer than this say nothing about a median. */
const OUTCOMES_MIN = 5;
/** Beyond this many firings the rule is beyond a suggestion, and playing it again takes its time. */
const SUGGEST_FIRINGS_MAX = 2_000;
/** Wider re-arming that is tried, as a multiple of the rule's own. */
const WIDER = [1.5, 2, 3] as const;

export interface Outcome {
  readonly hours: number;
  readonly n: number;
  /** Percent; null under five firings. */
  readonly median: number | null;
  readonly worst: number | null;
  readonly best: number | null;
}

/** A wider hysteresis, and how many firings it would have merged into others. */
export interface Suggestion {
  readonly hysteresis: number;
  readonly merged: number;
}

export interface Preview {
  /** What would have been sent, oldest first; not what held already as the record begins. */
  readonly firings: readonly Firing[];
  /** Coins on which the condition held already as the record begins. */
  readonly heldAtStart: number;
  readonly storms: number;
  readonly gaps: readonly { readonly from: UnixMs; readonly to: UnixMs }[];
  readonly outcomes: readonly Outcome[];
  readonly suggestion: Suggestion | null;
}

/**
 * Plays a rule over stored moments, oldest first, board by board as the worker would have. Moments before `from` are only
 * what percent moves are measured from. The rule's own id and age do not matter: it is played as if made at the first moment.
 */
export function previewRule(
  rule: Rule,
  moments: readonly StoredMoment[],
  from: UnixMs,
  watchlists: ReadonlyMap<string, readonly string[]>,
): Preview {
  const sights = sightsFrom(moments, from);
  const played = playRule(rule, sights, watchlists);
  const firings = played.filter(({ alreadyTrue }) => !alreadyTrue);
  return {
    firings,
    heldAtStart: played.length - firings.length,
    storms: countStorms(firings),
    gaps: findGaps(sights),
    outcomes: measureOutcomes(firings, moments),
    suggestion: suggest(rule, firings.length, sights, watchlists),
  };
}

/** The moments from `from` on as rules see them. */
export function sightsFrom(moments: readonly StoredMoment[], from: UnixMs): Sight[] {
  const first = moments.findIndex(({ at }) => at >= from);
  if (first < 0) return [];
  const pastOf = pastFinder(moments);
  return moments.slice(first).map(({ at, coins }, index): Sight => {
    const before = index === 0 ? null : (moments[first + index - 1] ?? null);
    return { at, sequence: null, stale: false, coins, before, past: pastOf(at) };
  });
}

/** Every firing of a rule over sights, in their order. */
export function playRule(
  rule: Rule,
  sights: readonly Sight[],
  watchlists: ReadonlyMap<string, readonly string[]>,
): Firing[] {
  const compiled = [compileRule({ ...rule, state: "active", createdAt: sights[0]?.at ?? rule.createdAt })];
  const states = new Map<string, Map<string, RuleState>>();
  const firings: Firing[] = [];
  for (const sight of sights) {
    const evaluation = evaluateRules(compiled, states, sight, { watchlists, late: true });
    applyStates(states, evaluation.changed);
    firings.push(...evaluation.firings);
    if (evaluation.ended.length > 0) break;
  }
  return firings;
}

const WINDOWS = Object.keys(rankWindows) as RankWindow[];

/** The moments one window ago; each pointer only moves forward, since the moments asked for do. */
function pastFinder(moments: readonly StoredMoment[]): (at: UnixMs) => Partial<Record<RankWindow, PastReadings>> {
  const nearest = WINDOWS.map((window) => ({ window, find: nearestFinder(moments) }));
  return (at) => {
    const past: Partial<Record<RankWindow, PastReadings>> = {};
    for (const { window, find } of nearest) {
      const { lengthMs, toleranceMs } = rankWindows[window];
      const moment = find(at - lengthMs);
      if (moment !== null && Math.abs(moment.at - (at - lengthMs)) <= toleranceMs) past[window] = moment.coins;
    }
    return past;
  };
}

/** The moment nearest to a time; times must be asked for in their order. */
function nearestFinder(moments: readonly StoredMoment[]): (target: UnixMs) => StoredMoment | null {
  let index = 0;
  return (target) => {
    for (;;) {
      const here = moments[index];
      const next = moments[index + 1];
      if (here === undefined || next === undefined) return here ?? null;
      if (Math.abs(next.at - target) > Math.abs(here.at - target)) return here;
      index += 1;
    }
  };
}

function countStorms(firings: readonly Firing[]): number {
  return firings.filter(({ at }, index) => {
    const previous = firings[index - 1];
    return previous !== undefined && at - previous.at < STORM_MS;
  }).length;
}

function findGaps(sights: readonly Sight[]): { from: UnixMs; to: UnixMs }[] {
  return sights.flatMap(({ at, before }) =>
    before !== null && at - before.at > GAP_MS ? [{ from: before.at, to: at }] : [],
  );
}

function measureOutcomes(firings: readonly Firing[], moments: readonly StoredMoment[]): Outcome[] {
  const start = nearestFinder(moments);
  const prices = firings.map(({ at, coinId }) => start(at)?.coins.get(coinId)?.price ?? null);
  return OUTCOME_HOURS.map((hours) => {
    const find = nearestFinder(moments);
    const moves = firings.flatMap(({ at, coinId }, index) => {
      const target = at + hours * HOUR_MS;
      const moment = find(target);
      const then = prices[index] ?? null;
      if (moment === null || then === null || Math.abs(moment.at - target) > OUTCOME_TOLERANCE_MS) return [];
      const later = moment.coins.get(coinId)?.price ?? null;
      return later === null ? [] : [100 * (later / then - 1)];
    });
    return { hours, ...summarise(moves) };
  });
}

function summarise(moves: readonly number[]): Omit<Outcome, "hours"> {
  const n = moves.length;
  if (n < OUTCOMES_MIN) return { n, median: null, worst: null, best: null };
  return { n, median: median(moves), worst: Math.min(...moves), best: Math.max(...moves) };
}

/** The narrowest re-arming that would have merged some firings; null where that is no way, or did nothing. */
function suggest(
  rule: Rule,
  total: number,
  sights: readonly Sight[],
  watchlists: ReadonlyMap<string, readonly string[]>,
): Suggestion | null {
  if (total < 2 || total > SUGGEST_FIRINGS_MAX || rule.repeat === "once" || "of" in rule.when) return null;
  const own = rule.hysteresis ?? usualHysteresis(rule.when);
  if (own <= 0) return null;
  for (const factor of WIDER) {
    const hysteresis = own * factor;
    const wider = playRule({ ...rule, hysteresis }, sights, watchlists).filter(({ alreadyTrue }) => !alreadyTrue);
    if (wider.length < total) return { hysteresis, merged: total - wider.length };
  }
  return null;
}
