import { sql } from "drizzle-orm";
import { alertFirings } from "@/drizzle/schema/alerts";
import type { Firing } from "@/lib/alerts/rule-state";
import type { UnixMs } from "@/lib/market/units";
import { type Executor, instant, rowsOf, unixMs } from "./query";

/** A firing with what its reader is told. */
export interface ToldFiring extends Firing {
  readonly reason: string;
}

/** What the instance itself has to say stands in the ledger under this rule. */
export const SYSTEM_RULE_ID = "system";

/** Keeps what was not kept before, and answers the keys that are new. */
export async function insertFirings(tx: Executor, firings: readonly ToldFiring[]): Promise<Set<string>> {
  if (firings.length === 0) return new Set();
  const rows = firings.map((firing) => ({
    ...firing,
    at: iso(firing.at),
    deferredSince: firing.deferredSince === null ? null : iso(firing.deferredSince),
  }));
  const inserted = await rowsOf<{ key: string }>(
    tx,
    sql`
    insert into ${alertFirings} (at, value, sequence, episode, rule_version, already_true, late, deferred_since,
      key, rule_id, coin_id, symbol, reason)
    select at, value, sequence, episode, "ruleVersion", "alreadyTrue", late, "deferredSince",
      key, "ruleId", "coinId", symbol, reason
    from json_to_recordset(${JSON.stringify(rows)}::json) as input(at timestamptz, value float8, sequence bigint,
      episode int, "ruleVersion" int, "alreadyTrue" boolean, late boolean, "deferredSince" timestamptz,
      key text, "ruleId" text, "coinId" text, symbol text, reason text)
    on conflict do nothing returning key`,
  );
  return new Set(inserted.map(({ key }) => key));
}

/** What the owner is told about the instance itself: in the inbox, like any other firing. `about` is what it is about. */
export async function insertSystemFiring(
  tx: Executor,
  { about, label, reason, at }: { about: string; label: string; reason: string; at: UnixMs },
): Promise<ToldFiring> {
  const [row] = await rowsOf<{ episode: number }>(
    tx,
    sql`
    insert into ${alertFirings} (at, episode, rule_version, already_true, late, key, rule_id, coin_id, symbol, reason)
    select ${instant(at)}, n, 1, false, false, ${`${SYSTEM_RULE_ID}:${about}:`}::text || n, ${SYSTEM_RULE_ID}, ${about},
      ${label}, ${reason}
    from (
      select coalesce(max(episode), 0) + 1 as n from ${alertFirings}
      where rule_id = ${SYSTEM_RULE_ID} and coin_id = ${about}
    ) next
    returning episode`,
  );
  const episode = row?.episode ?? 1;
  return {
    key: `${SYSTEM_RULE_ID}:${about}:${episode}`,
    ruleId: SYSTEM_RULE_ID,
    ruleVersion: 1,
    coinId: about,
    symbol: label,
    episode,
    at,
    sequence: null,
    value: null,
    alreadyTrue: false,
    deferredSince: null,
    late: false,
    reason,
  };
}

/** The firings that one delivery carries, in the order in which they happened. */
export function listFiringsOf(tx: Executor, deliveryId: string): Promise<ToldFiring[]> {
  return rowsOf<ToldFiring>(
    tx,
    sql`
    select key, rule_id as "ruleId", rule_version as "ruleVersion", coin_id as "coinId", symbol, episode,
      ${unixMs(sql`at`)} as at, sequence::float8 as sequence, value, already_true as "alreadyTrue",
      ${unixMs(sql`deferred_since`)} as "deferredSince", late, reason
    from ${alertFirings} join delivery_firings on firing_key = key
    where delivery_id = ${deliveryId} order by alert_firings.at, key`,
  );
}

const iso = (at: UnixMs): string => new Date(at).toISOString();
