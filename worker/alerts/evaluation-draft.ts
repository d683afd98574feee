import { setImmediate as breathe } from "node:timers/promises";
import type { PastReadings } from "@/lib/alerts/coin-readings";
import { evaluateRules } from "@/lib/alerts/evaluate";
import type { Firing, RuleState } from "@/lib/alerts/rule-state";
import type { RankWindow } from "@/lib/momentum/rank-move";
import type { KnownReadings } from "@/lib/store/alert-progress";
import type { Standing } from "./alert-memory";
import type { RuleBook } from "./rule-book";
import { knowMore, type Moment, sightOf } from "./sights";

/** Rules judged before anybody else gets a turn: some 20 ms. */
const RULES_AT_ONCE = 5_000;

/** What an evaluation has come to so far. Nothing of it is true until it is committed. */
export interface Draft {
  known: KnownReadings;
  /** The states before and after: what was is never changed, so that a draft can be thrown away. */
  readonly states: Standing["states"];
  readonly changed: Map<string, Set<string>>;
  readonly firings: Firing[];
  readonly ended: Set<string>;
  changedStates(): RuleState[];
}

export function draftFrom(standing: Standing, known: KnownReadings): Draft {
  const states = new Map(standing.states);
  const changed = new Map<string, Set<string>>();
  return {
    known,
    states,
    changed,
    firings: [],
    ended: new Set(),
    changedStates: () =>
      [...changed].flatMap(([ruleId, coinIds]) => [...coinIds].flatMap((id) => states.get(ruleId)?.get(id) ?? [])),
  };
}

export interface MomentScene {
  readonly rules: RuleBook;
  readonly past: Partial<Record<RankWindow, PastReadings>>;
  readonly watchlists: ReadonlyMap<string, readonly string[]>;
  readonly late: boolean;
}

/** Judges one moment on top of what the draft knows, in portions, so that a refresh beside it is not held up. */
export async function judgeMoment(draft: Draft, moment: Moment, scene: MomentScene): Promise<void> {
  const { rules, past, watchlists, late } = scene;
  const sight = sightOf(moment, draft.known, past);
  const active = rules.active();
  for (let first = 0; first < active.length; first += RULES_AT_ONCE) {
    const portion = active.slice(first, first + RULES_AT_ONCE).filter(({ rule }) => !draft.ended.has(rule.id));
    const { firings, changed, ended } = evaluateRules(portion, draft.states, sight, { watchlists, late });
    for (const firing of firings) draft.firings.push(firing);
    for (const id of ended) draft.ended.add(id);
    keepStates(draft, changed);
    await breathe();
  }
  draft.known = knowMore(draft.known, moment);
}

function keepStates({ states, changed }: Draft, next: readonly RuleState[]): void {
  for (const state of next) {
    const known = changed.get(state.ruleId);
    // The first change of a rule takes a copy: the standing's own map stays as it is.
    const own = known === undefined ? new Map(states.get(state.ruleId)) : (states.get(state.ruleId) as OwnStates);
    own.set(state.coinId, state);
    states.set(state.ruleId, own);
    if (known === undefined) changed.set(state.ruleId, new Set([state.coinId]));
    else known.add(state.coinId);
  }
}

type OwnStates = Map<string, RuleState>;
