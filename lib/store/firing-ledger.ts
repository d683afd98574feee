import { type SQL, sql } from "drizzle-orm";
import { alertFirings, channels, deliveries, deliveryAttempts, deliveryFirings } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import {
  type ChannelKind,
  channelKindSchema,
  type DeliveryState,
  deliveryStateSchema,
} from "@/lib/contracts/delivery-state";
import type { UnixMs } from "@/lib/market/units";
import type { ToldFiring } from "./alert-firings";
import { INBOX_ID } from "./channels";
import { instant, queryRows, unixMs } from "./query";

/** What became of a firing on one channel. */
export interface LedgerDelivery {
  readonly id: string;
  readonly firingKey: string;
  readonly channelId: string;
  readonly kind: ChannelKind;
  readonly label: string;
  readonly state: DeliveryState;
  readonly attempts: readonly { at: UnixMs; tookMs: number; outcome: string; answer: string }[];
  readonly latencyMs: number | null;
  readonly providerId: string | null;
  readonly error: string | null;
  /** Other firings in the same message. */
  readonly groupedWith: number;
}

export interface LedgerFiring extends ToldFiring {
  readonly isRead: boolean;
  readonly deliveries: readonly LedgerDelivery[];
}

export interface LedgerSelection {
  readonly ruleId: string | null;
  readonly unreadOnly: boolean;
  readonly page: number;
  readonly perPage: number;
}

export interface LedgerPage {
  /** Of this selection. */
  readonly total: number;
  /** Of all firings there are. */
  readonly unread: number;
  readonly firings: readonly LedgerFiring[];
}

/** A page of the ledger, newest first, each firing with its deliveries and every attempt. */
export async function listFirings(
  database: Database,
  { ruleId, unreadOnly, page, perPage }: LedgerSelection,
): Promise<LedgerPage> {
  const conditions = [
    ...(ruleId === null ? [] : [sql`rule_id = ${ruleId}`]),
    ...(unreadOnly ? [sql`read_at is null`] : []),
  ];
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const [counts, firings] = await Promise.all([
    queryRows<{ total: number; unread: number }>(
      database,
      sql`
      select (select count(*)::int from ${alertFirings} ${where}) as total,
        (select count(*)::int from ${alertFirings} where read_at is null) as unread`,
    ),
    queryRows<Omit<LedgerFiring, "deliveries">>(
      database,
      sql`
      select key, rule_id as "ruleId", rule_version as "ruleVersion", coin_id as "coinId", symbol, episode,
        ${unixMs(sql`at`)} as at, sequence::float8 as sequence, value, already_true as "alreadyTrue",
        ${unixMs(sql`deferred_since`)} as "deferredSince", late, reason, read_at is not null as "isRead"
      from ${alertFirings} ${where} order by alert_firings.at desc, created_at desc, key
      limit ${perPage} offset ${(page - 1) * perPage}`,
    ),
  ]);
  const carried = await listDeliveries(
    database,
    firings.map(({ key }) => key),
  );
  const byFiring = new Map<string, LedgerDelivery[]>();
  for (const delivery of carried) {
    const known = byFiring.get(delivery.firingKey);
    if (known === undefined) byFiring.set(delivery.firingKey, [delivery]);
    else known.push(delivery);
  }
  return {
    total: counts[0]?.total ?? 0,
    unread: counts[0]?.unread ?? 0,
    firings: firings.map((firing) => ({ ...firing, deliveries: byFiring.get(firing.key) ?? [] })),
  };
}

interface DeliveryRow extends Omit<LedgerDelivery, "kind" | "state"> {
  readonly kind: string;
  readonly state: string;
}

async function listDeliveries(database: Database, keys: readonly string[]): Promise<LedgerDelivery[]> {
  if (keys.length === 0) return [];
  const rows = await queryRows<DeliveryRow>(
    database,
    sql`
    select d.id, f.firing_key as "firingKey", d.channel_id as "channelId", coalesce(c.kind, ${INBOX_ID}) as kind,
      coalesce(c.label, 'Inbox') as label, d.state, d.latency_ms as "latencyMs", d.provider_id as "providerId", d.error,
      (select count(*)::int - 1 from ${deliveryFirings} o where o.delivery_id = d.id) as "groupedWith",
      coalesce((
        select json_agg(json_build_object('at', ${unixMs(sql`a.at`)}, 'tookMs', a.took_ms, 'outcome', a.outcome,
          'answer', a.answer) order by a.attempt)
        from ${deliveryAttempts} a where a.delivery_id = d.id
      ), '[]'::json) as attempts
    from ${deliveryFirings} f join ${deliveries} d on d.id = f.delivery_id
    left join ${channels} c on c.id = d.channel_id
    where f.firing_key in ${listOf(keys)} order by d.created_at, d.id`,
  );
  return rows.map((row) => ({
    ...row,
    kind: channelKindSchema.parse(row.kind),
    state: deliveryStateSchema.parse(row.state),
  }));
}

/** Marks these as read, or all of them (null); answers how many were not before. */
export async function markFiringsRead(
  database: Database,
  keys: readonly string[] | null,
  wallNow: UnixMs,
): Promise<number> {
  const which = keys === null ? sql`` : sql`and key in ${listOf(keys)}`;
  const rows = await queryRows(
    database,
    sql`update ${alertFirings} set read_at = ${instant(wallNow)} where read_at is null ${which} returning 1`,
  );
  return rows.length;
}

const listOf = (texts: readonly string[]): SQL =>
  sql`(select json_array_elements_text(${JSON.stringify(texts)}::json))`;
