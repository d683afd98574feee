import type { WebServices } from "@/app/api/web-services";
import type { RuleState } from "@/lib/alerts/rule-state";
import { standingsOf } from "@/lib/contracts/alert-standing";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import { toWireAlert } from "@/lib/contracts/http/alerts-wire";
import { listRules, type RuleSelection } from "@/lib/store/alert-rules";
import { listStates } from "@/lib/store/alert-states";
import { type AlertScene, readSight } from "./read-scene";

/** Coins shown of a rule on many. */
const NEAREST = 5;

/** Rules as the wire has them, each with where its nearest coins stand on the present board. */
export async function readAlerts(
  services: WebServices,
  scene: AlertScene,
  selection: RuleSelection,
): Promise<{ total: number; alerts: WireAlert[] }> {
  const { database } = services;
  const { total, rules } = await listRules(database, selection);
  const ids = rules.map(({ rule }) => rule.id);
  const [states, sight] = await Promise.all([
    listStates(database, ids),
    readSight(
      services,
      scene,
      rules.map(({ rule }) => rule),
    ),
  ]);
  const byRule = new Map<string, Map<string, RuleState>>(ids.map((id) => [id, new Map()]));
  for (const state of states) byRule.get(state.ruleId)?.set(state.coinId, state);
  const { now, names, watchlists } = scene;
  const alerts = rules.map(({ rule, firings, lastFiredAt }) => {
    const known = { watchlists, states: byRule.get(rule.id) ?? new Map<string, RuleState>(), limit: NEAREST };
    const standings = standingsOf(rule, sight, now, known);
    return toWireAlert(rule, names, { firings, lastFiredAt, standings, judgedAt: sight.at });
  });
  return { total, alerts };
}

/** One rule; null when there is none. */
export async function readAlert(services: WebServices, scene: AlertScene, id: string): Promise<WireAlert | null> {
  const { alerts } = await readAlerts(services, scene, { page: 1, perPage: 1, state: null, coinId: null, id });
  return alerts[0] ?? null;
}
