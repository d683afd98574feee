import { sql } from "drizzle-orm";
import { apiKeys, auditLog } from "@/drizzle/schema/access";
import {
  alertFirings,
  alertRules,
  alertStates,
  channels,
  deliveries,
  deliveryAttempts,
  deliveryFirings,
} from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { deleteRows } from "./delete-rows";
import { instant, queryRows } from "./query";
import { LEDGER_RETENTION_MS } from "./retention";
import { SEEDED_PREFIX } from "./seed-channel";

/**
 * Removes old firings with what became of them, what removed rules left behind, channels and keys that are no more, and old
 * entries of the audit log; answers how many rows. A message that still waits stays, with what it tells. A removed rule goes
 * after its last firing, and a removed channel after its last message, which say their names.
 */
export async function retainLedger(database: Database, wallNow: UnixMs): Promise<number> {
  const old = sql`< ${instant(wallNow - LEDGER_RETENTION_MS.firings)}`;
  const audited = sql`< ${instant(wallNow - LEDGER_RETENTION_MS.audit)}`;
  const removed = [
    await deleteDeliveries(database, wallNow - LEDGER_RETENTION_MS.firings),
    await deleteRows(
      database,
      sql`${alertFirings} f`,
      sql`f.created_at ${old} and not exists (select from ${deliveryFirings} d where d.firing_key = f.key)`,
    ),
    await deleteRows(
      database,
      sql`${alertStates}`,
      sql`rule_id in (select id from ${alertRules} where deleted_at is not null)`,
    ),
    await deleteRows(
      database,
      sql`${alertRules} r`,
      sql`r.deleted_at ${old} and not exists (select from ${alertFirings} f where f.rule_id = r.id)`,
    ),
    await deleteRows(
      database,
      sql`${channels} c`,
      sql`c.deleted_at ${old} and not starts_with(c.id, ${SEEDED_PREFIX})
        and not exists (select from ${deliveries} d where d.channel_id = c.id)`,
    ),
    await deleteRows(database, sql`${auditLog}`, sql`at ${audited}`),
    // As long as the log may name it, it can be looked up.
    await deleteRows(database, sql`${apiKeys}`, sql`least(revoked_at, expires_at) ${audited}`),
  ];
  return removed.reduce((sum, count) => sum + count, 0);
}

/** Messages that are over, with their attempts and what they carried, in one step. */
async function deleteDeliveries(database: Database, before: UnixMs): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    database,
    sql`
    with gone as (
      delete from ${deliveries} where state in ('delivered', 'failed') and updated_at < ${instant(before)} returning id
    ), attempts as (
      delete from ${deliveryAttempts} where delivery_id in (select id from gone) returning 1
    ), carried as (
      delete from ${deliveryFirings} where delivery_id in (select id from gone) returning 1
    )
    select ((select count(*) from gone) + (select count(*) from attempts) + (select count(*) from carried))::int as count`,
  );
  return row?.count ?? 0;
}
