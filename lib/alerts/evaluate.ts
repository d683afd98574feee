import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { CoinReadings, Sight } from "./coin-readings";
import { isMomentary } from "./condition";
import { compileWhen, type Judge, type Judged } from "./judge-condition";
import { isMuted } from "./mute";
import type { Rule } from "./rule";
import type { Firing, HeldBack, RuleState } from "./rule-state";
import { coinsInScope } from "./scope";

/** A rule made ready to be judged again and again. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly judge: Judge;
  /** `isMomentary`. */
  readonly momentary: boolean;
}

export function compileRule(rule: Rule): CompiledRule {
  return { rule, judge: compileWhen(rule.when, rule.hysteresis), momentary: isMomentary(rule.when) };
}

/** States by rule and coin; a rule that never fired on a coin has none there. */
export type RuleStates = ReadonlyMap<string, ReadonlyMap<string, RuleState>>;

/** Takes over what an evaluation changed. */
export function applyStates(states: Map<string, Map<string, RuleState>>, changed: readonly RuleState[]): void {
  for (const state of changed) {
    const known = states.get(state.ruleId);
    if (known === undefined) states.set(state.ruleId, new Map([[state.coinId, state]]));
    else known.set(state.coinId, state);
  }
}

export interface Evaluation {
  readonly firings: Firing[];
  /** States that are not what they were; everything else is as before. */
  readonly changed: RuleState[];
  /** Rules that have nothing more to say: expired, or `once` and fired. */
  readonly ended: string[];
}

export interface EvaluationOptions {
  /** Coin ids of each watchlist. */
  readonly watchlists: ReadonlyMap<string, readonly string[]>;
  /** Judged after the fact, out of stored history. */
  readonly late: boolean;
}

/**
 * Judges every rule on every coin of its scope: A.17. A pure function of what is passed in; a stale sight changes
 * nothing, and a coin whose reading is missing is left as it was.
 */
export function evaluateRules(
  rules: readonly CompiledRule[],
  states: RuleStates,
  sight: Sight,
  { watchlists, late }: EvaluationOptions,
): Evaluation {
  const evaluation: Evaluation = { firings: [], changed: [], ended: [] };
  if (sight.stale) return evaluation;
  for (const compiled of rules) {
    const { rule } = compiled;
    if (rule.state !== "active") continue;
    // What happened before there was the rule is none of its business.
    if (late && sight.at < rule.createdAt) continue;
    if (rule.expiresAt !== null && sight.at >= rule.expiresAt) evaluation.ended.push(rule.id);
    else evaluateRule(compiled, { states, sight, watchlists, late }, evaluation);
  }
  return evaluation;
}

interface Scene extends EvaluationOptions {
  readonly states: RuleStates;
  readonly sight: Sight;
}

function evaluateRule(compiled: CompiledRule, { states, sight, watchlists, late }: Scene, into: Evaluation): void {
  const { rule } = compiled;
  const known = states.get(rule.id);
  let hasFired = false;
  for (const coin of coinsInScope(rule.scope, sight, watchlists)) {
    const state = known?.get(coin.coinId) ?? null;
    const verdict = judgeRule(compiled, coin, state, sight);
    if (verdict.next !== null) into.changed.push(verdict.next);
    if (verdict.heldBack !== null) continue;
    into.firings.push(firingOf(compiled, coin, sight, verdict, late));
    hasFired = true;
  }
  // A rule on many coins goes on: each of them may fire once.
  if (hasFired && rule.repeat === "once" && rule.scope.kind === "coin") into.ended.push(rule.id);
}

export interface Verdict extends Judged {
  /** Null when it fires. */
  readonly heldBack: HeldBack | null;
  /** The state after this judgement when it differs from the one before. */
  readonly next: RuleState | null;
  readonly alreadyTrue: boolean;
  readonly deferredSince: UnixMs | null;
}

/** Judges one rule on one coin; also the answer to "why has it not fired". `sight` must not be stale. */
export function judgeRule(
  { rule, judge, momentary }: CompiledRule,
  coin: CoinReadings,
  state: RuleState | null,
  sight: Sight,
): Verdict {
  const judged = judge(coin, sight);
  if (judged.standing === "unknown") return held(judged, "no_data");
  if (rule.repeat === "once" && hasFired(state)) return held(judged, "ended");
  if (state !== null && !state.armed) return rearm(judged, state);
  const waiting = state?.deferredSince ?? null;
  // An event that waits has happened and is still to be told; a level that waits must still hold.
  const isDue = judged.standing === "holds" || (waiting !== null && momentary);
  if (!isDue) return stepBack(judged, state);
  const obstacle = obstacleOf(rule, state, sight.at);
  const known = state ?? blankState(rule.id, coin.coinId);
  if (obstacle !== null) {
    return held(judged, obstacle, waiting === null ? { ...known, deferredSince: sight.at } : null);
  }
  const next = {
    ...known,
    // An event is over as soon as it has happened, so the next one is another.
    armed: momentary,
    episodes: known.episodes + 1,
    lastFiredAt: sight.at,
    deferredSince: null,
  };
  return {
    ...judged,
    heldBack: null,
    alreadyTrue: !momentary && isFirstSight(rule, state, sight),
    deferredSince: waiting,
    next,
  };
}

/** Fired and not yet gone back far enough, or just now so. */
function rearm(judged: Judged, state: RuleState): Verdict {
  return judged.standing === "cleared"
    ? held(judged, "not_met", { ...state, armed: true })
    : held(judged, "not_rearmed");
}

/** A level that went back past its hysteresis while it waited is over. */
function stepBack(judged: Judged, state: RuleState | null): Verdict {
  const isOver = state !== null && state.deferredSince !== null && judged.standing === "cleared";
  return held(judged, "not_met", isOver ? { ...state, deferredSince: null } : null);
}

function held({ standing, value }: Judged, heldBack: HeldBack, next: RuleState | null = null): Verdict {
  return { standing, value, heldBack, next, alreadyTrue: false, deferredSince: null };
}

function blankState(ruleId: string, coinId: string): RuleState {
  return { ruleId, coinId, armed: true, episodes: 0, lastFiredAt: null, deferredSince: null };
}

function obstacleOf(rule: Rule, state: RuleState | null, at: UnixMs): "cooling" | "muted" | null {
  const last = state?.lastFiredAt ?? null;
  if (last !== null && at - last < rule.cooldownMinutes * MINUTE_MS) return "cooling";
  return isMuted(rule.mutes, at) ? "muted" : null;
}

/** Since its conditions are what they are: a rule that was changed to look at something else begins anew. */
const hasFired = (state: RuleState | null): boolean => state !== null && state.lastFiredAt !== null;

/** The first board after the rule was made found it fulfilled. A replay begun anew comes before its rules were made. */
function isFirstSight({ createdAt }: Rule, state: RuleState | null, { at, before }: Sight): boolean {
  return !hasFired(state) && (before === null || (before.at < createdAt && createdAt <= at));
}

function firingOf(
  { rule }: CompiledRule,
  coin: CoinReadings,
  { at, sequence }: Sight,
  { value, alreadyTrue, deferredSince, next }: Verdict,
  late: boolean,
): Firing {
  const episode = next?.episodes ?? 1;
  return {
    key: `${rule.id}:${coin.coinId}:${episode}`,
    ruleId: rule.id,
    ruleVersion: rule.version,
    coinId: coin.coinId,
    symbol: coin.symbol,
    episode,
    at,
    sequence,
    value,
    alreadyTrue,
    deferredSince,
    late,
  };
}
