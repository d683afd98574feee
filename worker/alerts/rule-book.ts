import { isEvent } from "@/lib/alerts/condition";
import { type CompiledRule, compileRule } from "@/lib/alerts/evaluate";
import type { Rule } from "@/lib/alerts/rule";
import type { Database } from "@/lib/connections";
import { conditionsOf } from "@/lib/contracts/alert-words";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { listChangedRules } from "@/lib/store/alert-states";

/** A transaction stamps its rows when it begins and shows them when it ends: the last minute is always read again. */
const OVERLAP_MS = MINUTE_MS;

/** Every rule that is to be judged, compiled, and kept up with what its owner changes, in whichever process. */
export interface RuleBook {
  /** Reads what changed; answers the ids of the rules that are others now. */
  refresh(database: Database): Promise<string[]>;
  active(): readonly CompiledRule[];
  find(ruleId: string): Rule | null;
  /** Coins that some rule compares with their past; null: all of them. */
  watched(): ReadonlySet<string> | null;
  /** Windows that some rule measures a move over. */
  windows(): ReadonlySet<RankWindow>;
}

interface Derived {
  readonly active: readonly CompiledRule[];
  readonly watched: ReadonlySet<string> | null;
  readonly windows: ReadonlySet<RankWindow>;
}

export function createRuleBook(): RuleBook {
  const held = new Map<string, { updatedAt: UnixMs; compiled: CompiledRule | null }>();
  let seen: UnixMs = 0;
  let derived: Derived = derive([]);
  return {
    async refresh(database) {
      const rows = await listChangedRules(database, Math.max(0, seen - OVERLAP_MS));
      const changed = rows.filter(({ id, updatedAt }) => held.get(id)?.updatedAt !== updatedAt);
      for (const { id, updatedAt, rule } of changed) {
        held.set(id, { updatedAt, compiled: rule?.state === "active" ? compileRule(rule) : null });
        seen = Math.max(seen, updatedAt);
      }
      if (changed.length > 0) derived = derive([...held.values()].flatMap(({ compiled }) => compiled ?? []));
      return changed.map(({ id }) => id);
    },
    active: () => derived.active,
    find: (ruleId) => held.get(ruleId)?.compiled?.rule ?? null,
    watched: () => derived.watched,
    windows: () => derived.windows,
  };
}

function derive(active: readonly CompiledRule[]): Derived {
  const windows = new Set<RankWindow>();
  const watched = new Set<string>();
  let everything = false;
  for (const { rule } of active) {
    const conditions = conditionsOf(rule.when);
    for (const condition of conditions) if (condition.type === "percent_move") windows.add(condition.window);
    if (!conditions.some(isEvent)) continue;
    if (rule.scope.kind === "coin") watched.add(rule.scope.coinId);
    else everything = true;
  }
  return { active, watched: everything ? null : watched, windows };
}
