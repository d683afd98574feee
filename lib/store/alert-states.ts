import { sql } from "drizzle-orm";
import { alertRules, alertStates } from "@/drizzle/schema/alerts";
import { watchlists } from "@/drizzle/schema/watchlist";
import { type Rule, ruleSchema } from "@/lib/alerts/rule";
import type { RuleState } from "@/lib/alerts/rule-state";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { type Executor, instant, queryRows, rowsOf, unixMs } from "./query";

/** A rule as it stands in the store now. */
export interface StoredRule {
  readonly id: string;
  /** Wall-clock time of the last change; never the same for two versions that one process reads apart. */
  readonly updatedAt: UnixMs;
  /** Null when it was removed, or was written by a version of the code that meant something else. */
  readonly rule: Rule | null;
}

interface RuleRow {
  id: string;
  updatedAt: UnixMs;
  isGone: boolean;
  state: string;
  version: number;
  body: unknown;
}

/**
 * The rules that changed at `since` or later (wall clock), the removed ones among them. Whoever changes a rule sets its
 * `updated_at`; a transaction stamps at its begin, so a reader asks again for the last minute.
 */
export async function listChangedRules(database: Database, since: UnixMs): Promise<StoredRule[]> {
  const rows = await queryRows<RuleRow>(
    database,
    sql`
    select id, ${unixMs(sql`updated_at`)} as "updatedAt", deleted_at is not null as "isGone", state, version, body
    from ${alertRules} where updated_at >= ${instant(since)} order by id`,
  );
  return rows.map(({ id, updatedAt, isGone, state, version, body }) => {
    const whole = { ...(body as object), id, state, version };
    return { id, updatedAt, rule: isGone ? null : (ruleSchema.safeParse(whole).data ?? null) };
  });
}

interface StateRow extends Omit<RuleState, "lastFiredAt" | "deferredSince"> {
  lastFiredAt: UnixMs | null;
  deferredSince: UnixMs | null;
}

/** What is remembered of these rules, or of all of them. */
export function listStates(database: Database, ruleIds: readonly string[] | null): Promise<RuleState[]> {
  const which = ruleIds === null ? sql`` : sql`where rule_id in (select json_array_elements_text(${json(ruleIds)}))`;
  return queryRows<StateRow>(
    database,
    sql`
    select rule_id as "ruleId", coin_id as "coinId", armed, episodes,
      ${unixMs(sql`last_fired_at`)} as "lastFiredAt", ${unixMs(sql`deferred_since`)} as "deferredSince"
    from ${alertStates} ${which}`,
  );
}

export async function saveStates(tx: Executor, states: readonly RuleState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map(({ ruleId, coinId, armed, episodes, lastFiredAt, deferredSince }) => ({
    r: ruleId,
    c: coinId,
    a: armed,
    e: episodes,
    f: isoOrNull(lastFiredAt),
    d: isoOrNull(deferredSince),
  }));
  await tx.execute(sql`
    insert into ${alertStates} (rule_id, coin_id, armed, episodes, last_fired_at, deferred_since)
    select r, c, a, e, f, d from json_to_recordset(${json(rows)})
      as input(r text, c text, a boolean, e int, f timestamptz, d timestamptz)
    on conflict (rule_id, coin_id) do update set armed = excluded.armed, episodes = excluded.episodes,
      last_fired_at = excluded.last_fired_at, deferred_since = excluded.deferred_since`);
}

/** That the rule has fired is no news any more: it may fire once anew, when it is armed again. */
export async function forgetLastFirings(executor: Executor, ruleId: string): Promise<void> {
  await executor.execute(sql`update ${alertStates} set last_fired_at = null where rule_id = ${ruleId}`);
}

/**
 * Forgets what the rule waited for, as after a change of its conditions. Its episodes stay counted: a firing's key must
 * never be used twice. Null: all rules, as in another market.
 */
export async function rearmStates(executor: Executor, ruleId: string | null): Promise<void> {
  const which = ruleId === null ? sql`` : sql`where rule_id = ${ruleId}`;
  await executor.execute(
    sql`update ${alertStates} set armed = true, last_fired_at = null, deferred_since = null ${which}`,
  );
}

/**
 * Of these rules, those that still are what was judged: active, and of this version. They stay so until the transaction ends,
 * so that no state of the old conditions is written over a rule that begins anew.
 */
export async function lockJudgedRules(tx: Executor, versions: ReadonlyMap<string, number>): Promise<Set<string>> {
  if (versions.size === 0) return new Set();
  const judged = [...versions].map(([id, version]) => ({ id, version }));
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`
    select rules.id from ${alertRules} as rules join json_to_recordset(${json(judged)}) as input(id text, version int)
      on rules.id = input.id and rules.version = input.version
    where rules.state = 'active' and rules.deleted_at is null for share of rules`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Rules that have nothing more to say. One that its owner has changed meanwhile goes on. */
export async function endRules(tx: Executor, ended: readonly { id: string; version: number }[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.execute(sql`
    update ${alertRules} as rules set state = 'ended', updated_at = clock_timestamp(),
      body = jsonb_set(body, '{state}', '"ended"')
    from json_to_recordset(${json(ended)}) as input(id text, version int)
    where rules.id = input.id and rules.version = input.version and rules.state = 'active'`);
}

/** Coin ids of each watchlist. */
export async function listWatchlistCoins(database: Database): Promise<Map<string, readonly string[]>> {
  const rows = await queryRows<{ id: string; coinIds: string[] }>(
    database,
    sql`select id, coin_ids as "coinIds" from ${watchlists}`,
  );
  return new Map(rows.map(({ id, coinIds }) => [id, coinIds]));
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::json`;
const isoOrNull = (at: UnixMs | null): string | null => (at === null ? null : new Date(at).toISOString());
