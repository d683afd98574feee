import { sql } from "drizzle-orm";
import { channels, deliveries, deliveryFirings } from "@/drizzle/schema/alerts";
import type { UnixMs } from "@/lib/market/units";
import { type Executor, instant, rowsOf, unixMs } from "./query";

/** How busy a channel is, which decides whether more is sent at once or held and told together. */
export interface ChannelTraffic {
  readonly channelId: string;
  /** Why nothing can be sent there; null when something can. */
  readonly unusable: string | null;
  /** Firings put on messages since the moment asked for, and when the newest of those messages was made. */
  readonly recentFirings: number;
  readonly newestAt: UnixMs | null;
  /** A message that is still held, and when it will go. */
  readonly held: { readonly id: string; readonly createdAt: UnixMs; readonly dueAt: UnixMs } | null;
}

interface TrafficRow {
  channelId: string;
  isGone: boolean;
  disabledReason: string | null;
  isDisabled: boolean;
  recentFirings: number;
  newestAt: UnixMs | null;
}

/** The traffic of these channels since `since` (wall clock). A held message is locked until the transaction ends. */
export async function readTraffic(
  tx: Executor,
  channelIds: readonly string[],
  since: UnixMs,
  wallNow: UnixMs,
): Promise<Map<string, ChannelTraffic>> {
  const ids = sql`(select json_array_elements_text(${JSON.stringify(channelIds)}::json))`;
  const rows = await rowsOf<TrafficRow>(
    tx,
    sql`
    select wanted.id as "channelId", c.id is null or c.deleted_at is not null as "isGone",
      c.disabled_at is not null as "isDisabled", c.disabled_reason as "disabledReason",
      coalesce(recent.n, 0)::int as "recentFirings", ${unixMs(sql`recent.newest`)} as "newestAt"
    from (select json_array_elements_text(${JSON.stringify(channelIds)}::json) as id) wanted
    left join ${channels} c on c.id = wanted.id
    left join lateral (
      select count(*) as n, max(d.created_at) as newest from ${deliveries} d
      join ${deliveryFirings} f on f.delivery_id = d.id
      where d.channel_id = wanted.id and d.created_at > ${instant(since)}
    ) recent on true`,
  );
  const held = await rowsOf<{ channelId: string; id: string; createdAt: UnixMs; dueAt: UnixMs }>(
    tx,
    sql`
    select channel_id as "channelId", id, ${unixMs(sql`created_at`)} as "createdAt",
      ${unixMs(sql`next_attempt_at`)} as "dueAt"
    from ${deliveries}
    where channel_id in ${ids} and state = 'queued' and attempts = 0 and not test
      and next_attempt_at > ${instant(wallNow)} and next_attempt_at > created_at
    order by created_at desc for update`,
  );
  const heldBy = new Map(held.map(({ channelId, ...one }) => [channelId, one]));
  return new Map(
    rows.map(({ channelId, isGone, isDisabled, disabledReason, recentFirings, newestAt }) => [
      channelId,
      {
        channelId,
        unusable: isGone ? "The channel was removed" : isDisabled ? (disabledReason ?? "The channel is off") : null,
        recentFirings,
        newestAt,
        held: heldBy.get(channelId) ?? null,
      },
    ]),
  );
}
