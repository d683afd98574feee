import { type SQL, sql } from "drizzle-orm";
import { alertFirings, alertRules } from "@/drizzle/schema/alerts";
import { type Rule, ruleSchema } from "@/lib/alerts/rule";
import type { Database } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import type { UnixMs } from "@/lib/market/units";
import { forgetLastFirings, rearmStates } from "./alert-states";
import { addChannel, type NewChannel } from "./channels";
import { type Executor, inTransaction, lockFor, queryRows, rowsOf, unixMs } from "./query";
import type { SecretBox } from "./secret-box";

/** Rules of one instance that are not deleted: what one board's judgement has room for (`bench/alerts.ts`). */
export const RULES_MAX = 50_000;

/** Keeps a new rule with the channels that were made for it: all of it or nothing. */
export function createRule(
  database: Database,
  box: SecretBox,
  rule: Rule,
  made: readonly NewChannel[] = [],
): Promise<void> {
  return inTransaction(database, async (tx) => {
    for (const channel of made) await addChannel(tx, box, channel);
    await insertRule(tx, rule);
  });
}

/** Rules are counted under a lock, since two requests at once could both see the last free place. */
async function insertRule(tx: Executor, rule: Rule): Promise<void> {
  await lockFor(tx, "alerts");
  const [count] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${alertRules} where deleted_at is null`,
  );
  if ((count?.n ?? 0) >= RULES_MAX) {
    throw new AppError("bad_request", `There are ${RULES_MAX} alerts, as many as there may be. Delete one first.`, {
      retryable: false,
    });
  }
  await tx.execute(sql`
    insert into ${alertRules} (id, state, version, body)
    values (${rule.id}, ${rule.state}, ${rule.version}, ${JSON.stringify(rule)}::jsonb)`);
}

/** Null when there is none, or it was deleted. */
export async function findRule(database: Database, id: string): Promise<Rule | null> {
  const [row] = await queryRows<RuleRow>(
    database,
    sql`select ${ruleColumns} from ${alertRules} where id = ${id} and deleted_at is null`,
  );
  return row === undefined ? null : toRule(row);
}

/** A rule with how often it fired. */
export interface ListedRule {
  readonly rule: Rule;
  readonly firings: number;
  readonly lastFiredAt: UnixMs | null;
}

export interface RuleSelection {
  readonly page: number;
  readonly perPage: number;
  readonly state: Rule["state"] | null;
  /** Rules about this one coin. */
  readonly coinId: string | null;
  readonly id?: string;
}

/** A page of rules, newest first, and how many there are. */
export async function listRules(
  database: Database,
  { page, perPage, state, coinId, id }: RuleSelection,
): Promise<{ total: number; rules: ListedRule[] }> {
  const conditions = [
    sql`deleted_at is null`,
    ...(state === null ? [] : [sql`state = ${state}`]),
    ...(coinId === null ? [] : [sql`body->'scope'->>'coinId' = ${coinId}`]),
    ...(id === undefined ? [] : [sql`id = ${id}`]),
  ];
  const where = sql.join(conditions, sql` and `);
  const [counts, rows] = await Promise.all([
    queryRows<{ n: number }>(database, sql`select count(*)::int as n from ${alertRules} where ${where}`),
    queryRows<RuleRow & { firings: number; lastFiredAt: number | null }>(
      database,
      sql`
      select ${ruleColumns}, fired.n as firings, fired.last as "lastFiredAt" from ${alertRules} rules
      cross join lateral (
        select count(*)::int as n, ${unixMs(sql`max(at)`)} as last from ${alertFirings} where rule_id = rules.id
      ) fired
      where ${where} order by created_at desc, id limit ${perPage} offset ${(page - 1) * perPage}`,
    ),
  ]);
  return {
    total: counts[0]?.n ?? 0,
    rules: rows.map((row) => ({ rule: toRule(row), firings: row.firings, lastFiredAt: row.lastFiredAt })),
  };
}

type Change = (rule: Rule) => Rule | null;

/**
 * Replaces a rule by what `change` makes of it, as its next version; null when there is none, or nothing is made of it. A rule
 * that is to look at something else begins anew: what it fired on before no longer keeps it quiet.
 */
export function updateRule(database: Database, id: string, change: Change): Promise<Rule | null> {
  return inTransaction(database, (tx) => changeRule(tx, id, change));
}

async function changeRule(tx: Executor, id: string, change: Change): Promise<Rule | null> {
  const [row] = await rowsOf<RuleRow>(
    tx,
    sql`select ${ruleColumns} from ${alertRules} where id = ${id} and deleted_at is null for update`,
  );
  if (row === undefined) return null;
  const before = toRule(row);
  const changed = change(before);
  if (changed === null) return null;
  const after: Rule = { ...changed, id, version: before.version + 1 };
  await tx.execute(sql`
    update ${alertRules} set state = ${after.state}, version = ${after.version}, body = ${JSON.stringify(after)}::jsonb,
      updated_at = clock_timestamp()
    where id = ${id}`);
  if (JSON.stringify(whatItWatches(before)) !== JSON.stringify(whatItWatches(after))) await rearmStates(tx, id);
  else if (before.repeat !== after.repeat) await forgetLastFirings(tx, id);
  return after;
}

const whatItWatches = ({ scope, when }: Rule) => [scope, when];

/** The same, unless the rule is no longer what the change was made from: its owner or the worker changed it meanwhile. */
export async function replaceRule(
  database: Database,
  before: Rule,
  after: Rule,
): Promise<"replaced" | "changed meanwhile" | "gone"> {
  let isAsKnown = true;
  const replaced = await updateRule(database, before.id, (now) => {
    isAsKnown = now.version === before.version && now.state === before.state;
    return isAsKnown ? after : null;
  });
  if (replaced !== null) return "replaced";
  return isAsKnown ? "gone" : "changed meanwhile";
}

/** False when there is no such rule. Its firings stay in the ledger. */
export async function deleteRule(database: Database, id: string): Promise<boolean> {
  const rows = await queryRows(
    database,
    sql`update ${alertRules} set deleted_at = now(), updated_at = clock_timestamp() where id = ${id} and deleted_at is null returning 1`,
  );
  return rows.length > 0;
}

/** Names of rules by id, deleted ones included: the ledger outlives them. */
export async function findRules(database: Database, ids: readonly string[]): Promise<Map<string, Rule>> {
  if (ids.length === 0) return new Map();
  const rows = await queryRows<RuleRow>(
    database,
    sql`select ${ruleColumns} from ${alertRules} where id in ${listOf(ids)}`,
  );
  return new Map(rows.map((row) => [row.id, toRule(row)]));
}

interface RuleRow {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly body: unknown;
}

const ruleColumns = sql`id, state, version, body`;

/** What is searched for stands beside the body, and is right where the two differ. */
function toRule({ id, state, version, body }: RuleRow): Rule {
  return ruleSchema.parse({ ...ruleSchema.partial().loose().parse(body), id, state, version });
}

const listOf = (ids: readonly string[]): SQL => sql`(select json_array_elements_text(${JSON.stringify(ids)}::json))`;
