import { sql } from "drizzle-orm";
import { channels, deliveries, deliveryAttempts } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { type AlertMessage, alertMessageSchema } from "@/lib/contracts/delivery";
import type { UnixMs } from "@/lib/market/units";
import { INBOX_ID } from "./channels";
import { type Executor, instant, inTransaction, queryRows, rowsOf, unixMs } from "./query";

/** A message that is about to be sent, claimed by this worker for as long as its lease lasts. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly channelId: string;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  readonly createdAt: UnixMs;
  readonly message: AlertMessage;
}

/** Why nothing was claimed: it is over, or not due before `dueAt`. */
export type Claim = { readonly claimed: ClaimedDelivery } | { readonly claimed: null; readonly dueAt: UnixMs | null };

interface ClaimedRow {
  id: string;
  channelId: string;
  attempts: number;
  createdAt: UnixMs;
  message: unknown;
  wasSent: boolean;
}

/**
 * Takes a delivery that is due, unless another worker has it or its destination asked for patience. An attempt that a dead
 * worker began is written down as unknown: what comes now may be a repetition, under the same key.
 */
export function claimDelivery(database: Database, id: string, leaseMs: number, wallNow: UnixMs): Promise<Claim> {
  return inTransaction(database, async (tx) => {
    const [row] = await rowsOf<ClaimedRow>(
      tx,
      sql`
      update ${deliveries} d set state = 'sent', attempts = d.attempts + 1, updated_at = ${instant(wallNow)},
        next_attempt_at = ${instant(wallNow + leaseMs)}
      from ${deliveries} was
      where was.id = d.id and d.id = ${id} and d.state in ('queued', 'sent') and d.next_attempt_at <= ${instant(wallNow)}
        and not exists (select 1 from ${channels} c where c.id = d.channel_id and c.wait_until > ${instant(wallNow)})
      returning d.id, d.channel_id as "channelId", d.attempts, ${unixMs(sql`d.created_at`)} as "createdAt", d.message,
        was.state = 'sent' as "wasSent"`,
    );
    if (row === undefined) return { claimed: null, dueAt: await whenDue(tx, id, wallNow) };
    if (row.wasSent) {
      await insertAttempt(tx, row.id, {
        attempt: row.attempts - 1,
        at: wallNow,
        tookMs: 0,
        outcome: "unknown",
        answer: "The worker ended before it could write down the answer",
      });
    }
    const message = alertMessageSchema.parse(row.message);
    return { claimed: { id, channelId: row.channelId, attempt: row.attempts, createdAt: row.createdAt, message } };
  });
}

/** Says that the worker that claimed it is still at it; nothing happens when another one has taken it over. */
export async function extendLease(
  database: Database,
  { id, attempt }: Pick<ClaimedDelivery, "id" | "attempt">,
  until: UnixMs,
): Promise<void> {
  await queryRows(
    database,
    sql`update ${deliveries} set next_attempt_at = ${instant(until)}
    where id = ${id} and state = 'sent' and attempts = ${attempt}`,
  );
}

/** A delivery whose destination waits becomes due when that does, so that a sweep does not look at it again and again. */
async function whenDue(tx: Executor, id: string, wallNow: UnixMs): Promise<UnixMs | null> {
  const [row] = await rowsOf<{ dueAt: UnixMs }>(
    tx,
    sql`
    update ${deliveries} d set next_attempt_at = greatest(d.next_attempt_at, c.until)
    from (
      select w.id, (select wait_until from ${channels} where id = w.channel_id) as until from ${deliveries} w where w.id = ${id}
    ) c
    where d.id = c.id and (d.state = 'queued' or (d.state = 'sent' and d.next_attempt_at <= ${instant(wallNow)}))
    returning ${unixMs(sql`d.next_attempt_at`)} as "dueAt"`,
  );
  return row?.dueAt ?? null;
}

export interface Attempt {
  readonly attempt: number;
  /** Wall-clock time at which it began. */
  readonly at: UnixMs;
  readonly tookMs: number;
  readonly outcome: "delivered" | "retry" | "refused" | "dead_channel" | "unknown";
  /** In the channel's own words. */
  readonly answer: string;
}

/** What a delivery has come to after an attempt. */
export type Fate =
  | { readonly state: "delivered"; readonly providerId: string | null; readonly at: UnixMs }
  | { readonly state: "queued"; readonly nextAttemptAt: UnixMs; readonly error: string }
  | { readonly state: "failed"; readonly error: string };

/**
 * Writes down what was answered and what comes of it. False when another worker took the delivery over meanwhile: the
 * attempt is kept, its fate is the other one's.
 */
export function recordAttempt(
  database: Database,
  { id, attempt, createdAt }: ClaimedDelivery,
  answered: Attempt,
  fate: Fate,
): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    await insertAttempt(tx, id, answered);
    const isDelivered = fate.state === "delivered";
    const changed = await rowsOf(
      tx,
      sql`
      update ${deliveries} set state = ${fate.state}, updated_at = ${instant(answered.at + answered.tookMs)},
        next_attempt_at = ${fate.state === "queued" ? instant(fate.nextAttemptAt) : null},
        delivered_at = ${isDelivered ? instant(fate.at) : null},
        latency_ms = ${isDelivered ? fate.at - createdAt : null}::float8,
        provider_id = ${isDelivered ? fate.providerId : null}::text,
        error = ${isDelivered ? null : fate.error}::text
      where id = ${id} and state = 'sent' and (attempts = ${attempt} or ${isDelivered}) returning 1`,
    );
    return changed.length === 1;
  });
}

async function insertAttempt(tx: Executor, id: string, { attempt, at, tookMs, outcome, answer }: Attempt) {
  // The answer that came late says more than "unknown".
  await tx.execute(sql`
    insert into ${deliveryAttempts} (delivery_id, attempt, at, took_ms, outcome, answer)
    values (${id}, ${attempt}, ${instant(at)}, ${tookMs}, ${outcome}, ${answer})
    on conflict (delivery_id, attempt) do update
      set at = excluded.at, took_ms = excluded.took_ms, outcome = excluded.outcome, answer = excluded.answer`);
}

/** Nothing more is sent to a channel that is gone; answers how many messages that costs. */
export async function failWaiting(executor: Executor, channelId: string, error: string, wallNow: UnixMs) {
  const failed = await rowsOf(
    executor,
    sql`
    update ${deliveries} set state = 'failed', error = ${error}, next_attempt_at = null, updated_at = ${instant(wallNow)}
    where channel_id = ${channelId} and state = 'queued' returning 1`,
  );
  return failed.length;
}

export interface DueDelivery {
  readonly id: string;
  readonly dueAt: UnixMs;
}

/**
 * Deliveries that are due and that no queue is known to hold: committed and never queued, or left behind by a dead worker or
 * a wiped Redis. They count as queued from now on, so that the next sweep leaves them alone for `graceMs`.
 */
export function takeUnqueued(database: Database, limit: number, graceMs: number, wallNow: UnixMs) {
  return queryRows<DueDelivery>(
    database,
    sql`
    update ${deliveries} set enqueued_at = ${instant(wallNow)} where id in (
      select d.id from ${deliveries} d
      where d.state in ('queued', 'sent') and d.next_attempt_at <= ${instant(wallNow)}
        and (d.enqueued_at is null or d.enqueued_at <= ${instant(wallNow - graceMs)})
        and not exists (select 1 from ${channels} c where c.id = d.channel_id and c.wait_until > ${instant(wallNow)})
      order by d.next_attempt_at limit ${limit} for update of d skip locked
    ) returning id, ${unixMs(sql`next_attempt_at`)} as "dueAt"`,
  );
}

export async function markEnqueued(database: Database, ids: readonly string[], wallNow: UnixMs): Promise<void> {
  if (ids.length === 0) return;
  await queryRows(
    database,
    sql`update ${deliveries} set enqueued_at = ${instant(wallNow)}
    where id in (select json_array_elements_text(${JSON.stringify(ids)}::json))`,
  );
}

/** One message to one channel, to be kept in the ledger. */
export interface NewDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly message: AlertMessage;
  readonly firingKeys: readonly string[];
  /** Wall-clock time before which it is held, in case more comes. */
  readonly notBefore: UnixMs;
}

/** Keeps a message that says itself that it is a test; it takes the same way as every other. */
export async function insertTestDelivery(
  database: Database,
  { id, channelId, message }: Pick<NewDelivery, "id" | "channelId" | "message">,
  wallNow: UnixMs,
): Promise<void> {
  await inTransaction(database, (tx) =>
    insertDeliveries(tx, [{ id, channelId, message, firingKeys: [], notBefore: wallNow }], new Map(), wallNow),
  );
}

/**
 * Keeps messages with the firings that they carry. To a channel that cannot be used (`unusable`: its reason by id) they
 * have failed already, and what is for the inbox has arrived.
 */
export async function insertDeliveries(
  tx: Executor,
  planned: readonly NewDelivery[],
  unusable: ReadonlyMap<string, string>,
  wallNow: UnixMs,
): Promise<void> {
  if (planned.length === 0) return;
  const now = new Date(wallNow).toISOString();
  const rows = planned.map(({ id, channelId, message, notBefore }) => {
    const error = unusable.get(channelId) ?? null;
    const isHere = channelId === INBOX_ID;
    const state = isHere ? "delivered" : error === null ? "queued" : "failed";
    const next = state === "queued" ? new Date(notBefore).toISOString() : null;
    return { id, c: channelId, m: message, s: state, n: next, e: error, t: message.test, d: isHere ? now : null };
  });
  await tx.execute(sql`
    insert into ${deliveries} (id, channel_id, message, state, next_attempt_at, error, test, delivered_at, latency_ms,
      created_at, updated_at)
    select id, c, m, s, n, e, t, d, case when d is null then null else 0 end, ${now}::timestamptz, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as input(id text, c text, m jsonb, s text, n timestamptz, e text, t boolean, d timestamptz)`);
  await insertCarried(tx, planned);
}

/** Puts more firings on a message that is still held, and says it anew. */
export async function extendDelivery(
  tx: Executor,
  extended: Pick<NewDelivery, "id" | "channelId" | "message" | "firingKeys">,
  wallNow: UnixMs,
): Promise<void> {
  await tx.execute(sql`
    update ${deliveries} set message = ${JSON.stringify(extended.message)}::jsonb, updated_at = ${instant(wallNow)}
    where id = ${extended.id}`);
  await insertCarried(tx, [extended]);
}

async function insertCarried(
  tx: Executor,
  planned: readonly Pick<NewDelivery, "id" | "channelId" | "firingKeys">[],
): Promise<void> {
  const carried = planned.flatMap(({ id, channelId, firingKeys }) =>
    firingKeys.map((key) => ({ d: id, f: key, c: channelId })),
  );
  if (carried.length === 0) return;
  await tx.execute(sql`
    insert into delivery_firings (delivery_id, firing_key, channel_id)
    select d, f, c from json_to_recordset(${JSON.stringify(carried)}::json) as input(d text, f text, c text)
    on conflict do nothing`);
}
