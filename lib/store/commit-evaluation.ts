import type { RuleState } from "@/lib/alerts/rule-state";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { insertFirings, listFiringsOf, type ToldFiring } from "./alert-firings";
import { type Judged, lockProgress, saveProgress } from "./alert-progress";
import { endRules, lockJudgedRules, rearmStates, saveStates } from "./alert-states";
import { type ChannelTraffic, readTraffic } from "./channel-traffic";
import { INBOX_ID } from "./channels";
import { extendDelivery, insertDeliveries, type NewDelivery } from "./deliveries";
import { type Executor, inTransaction } from "./query";

/** What an evaluation came to, as of the progress it began from. */
export interface EvaluationRecord {
  /** Null: nothing was ever judged before. */
  readonly expected: Judged | null;
  readonly next: Judged;
  /** `packReadings`. */
  readonly readings: Buffer;
  /** The first board of another market: what was remembered of the one before is forgotten. */
  readonly forgets: boolean;
  /** The version of each rule of these states and firings that was judged. */
  readonly versions: ReadonlyMap<string, number>;
  readonly states: readonly RuleState[];
  readonly ended: readonly { id: string; version: number }[];
  readonly firings: readonly ToldFiring[];
  /** Where firings of a rule go, by rule id. */
  readonly channelsOf: ReadonlyMap<string, readonly string[]>;
}

/** A channel's traffic, with the firings of the message that is still held. */
export interface ChannelNews extends ChannelTraffic {
  readonly heldFirings: readonly ToldFiring[];
}

/** Which messages tell which firings. */
export interface DeliveryPlan {
  readonly created: readonly NewDelivery[];
  /** Held messages that are said anew with more in them. */
  readonly extended: readonly Pick<NewDelivery, "id" | "channelId" | "message" | "firingKeys">[];
}

export interface PlanOptions {
  /** Traffic since this moment counts. Wall clock. */
  readonly since: UnixMs;
  readonly wallNow: UnixMs;
  plan(firings: readonly ToldFiring[], traffic: ReadonlyMap<string, ChannelNews>): DeliveryPlan;
}

export interface Committed {
  readonly firings: readonly ToldFiring[];
  /** Messages to be sent, as soon as `notBefore`. */
  readonly deliveries: readonly Pick<NewDelivery, "id" | "notBefore">[];
}

/**
 * Keeps an evaluation whole, or nothing of it: states, ended rules, firings, messages and the progress. Null when another
 * worker has judged meanwhile: this evaluation began from what is no longer so. A rule that its owner changed, paused or
 * removed meanwhile is left as he made it, and judged anew with the next board.
 */
export function commitEvaluation(
  database: Database,
  record: EvaluationRecord,
  options: PlanOptions,
): Promise<Committed | null> {
  const { expected, next, readings, forgets, versions, states, ended, firings, channelsOf } = record;
  return inTransaction(database, async (tx) => {
    if (!(await lockProgress(tx, expected))) return null;
    if (!(await saveProgress(tx, next, readings, expected === null))) return null;
    if (forgets) await rearmStates(tx, null);
    const unchanged = await lockJudgedRules(tx, versions);
    const isUnchanged = ({ ruleId }: { ruleId: string }) => unchanged.has(ruleId);
    await saveStates(tx, states.filter(isUnchanged));
    await endRules(tx, ended);
    const inserted = await insertFirings(tx, firings.filter(isUnchanged));
    const fresh = firings.filter(({ key }) => inserted.has(key));
    return { firings: fresh, deliveries: await keepMessages(tx, fresh, channelsOf, options) };
  });
}

async function keepMessages(
  tx: Executor,
  fresh: readonly ToldFiring[],
  channelsOf: EvaluationRecord["channelsOf"],
  { since, wallNow, plan }: PlanOptions,
): Promise<Committed["deliveries"]> {
  const channelIds = [...new Set(fresh.flatMap(({ ruleId }) => channelsOf.get(ruleId) ?? []))];
  if (channelIds.length === 0) return [];
  const traffic = new Map<string, ChannelNews>();
  for (const [id, one] of await readTraffic(tx, channelIds, since, wallNow)) {
    traffic.set(id, { ...one, heldFirings: one.held === null ? [] : await listFiringsOf(tx, one.held.id) });
  }
  const { created, extended } = plan(fresh, traffic);
  const unusable = new Map(
    [...traffic].flatMap(([id, { unusable: reason }]) => (reason === null || id === INBOX_ID ? [] : [[id, reason]])),
  );
  await insertDeliveries(tx, created, unusable, wallNow);
  for (const one of extended) await extendDelivery(tx, one, wallNow);
  return created.filter(({ channelId }) => channelId !== INBOX_ID && !unusable.has(channelId));
}
