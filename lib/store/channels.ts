import { type SQL, sql } from "drizzle-orm";
import { channels } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { type ChannelConfig, channelConfigSchema } from "@/lib/contracts/delivery";
import { type ChannelKind, channelKindSchema } from "@/lib/contracts/delivery-state";
import { parseJson } from "@/lib/contracts/parse-json";
import { AppError } from "@/lib/errors";
import type { UnixMs } from "@/lib/market/units";
import { type Executor, instant, inTransaction, lockFor, queryRows, rowsOf, translateFaults, unixMs } from "./query";
import type { SecretBox } from "./secret-box";

/** The inbox is always there and cannot be taken away: no row, only an id. */
export const INBOX_ID = "inbox";

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly label: string;
  /** Null when it was sealed with another key: the channel is there, but nobody can read where it leads. */
  readonly config: ChannelConfig | null;
  readonly createdAt: UnixMs;
  readonly disabledAt: UnixMs | null;
  readonly disabledReason: string | null;
}

const inbox: Channel = {
  id: INBOX_ID,
  kind: "inbox",
  label: "Inbox",
  config: { kind: "inbox" },
  createdAt: 0,
  disabledAt: null,
  disabledReason: null,
};

interface StoredChannel extends Omit<Channel, "config" | "kind"> {
  kind: string;
  config: string;
}

const COLUMNS = sql`id, kind, label, config, ${unixMs(sql`created_at`)} as "createdAt",
  ${unixMs(sql`disabled_at`)} as "disabledAt", disabled_reason as "disabledReason"`;

/** Every channel that was not removed, the inbox first, then oldest first. */
export async function listChannels(database: Database, box: SecretBox): Promise<Channel[]> {
  return [inbox, ...(await selectChannels(database, box, sql`deleted_at is null order by created_at, id`))];
}

export async function findChannel(database: Database, box: SecretBox, id: string): Promise<Channel | null> {
  if (id === INBOX_ID) return inbox;
  return (await selectChannels(database, box, sql`deleted_at is null and id = ${id}`))[0] ?? null;
}

async function selectChannels(database: Database, box: SecretBox, where: SQL): Promise<Channel[]> {
  const rows = await queryRows<StoredChannel>(database, sql`select ${COLUMNS} from ${channels} where ${where}`);
  return rows.map((row) => ({ ...row, kind: channelKindSchema.parse(row.kind), config: openConfig(box, row.config) }));
}

/** Channels that are not removed, beside the inbox. */
export const CHANNELS_MAX = 50;

export interface NewChannel {
  readonly id: string;
  readonly label: string;
  readonly config: ChannelConfig;
}

export function createChannel(database: Database, box: SecretBox, channel: NewChannel): Promise<void> {
  return inTransaction(database, (tx) => addChannel(tx, box, channel));
}

/**
 * The same inside a transaction: a channel made with an alert stays or goes with it. Counted under a lock, since two requests
 * at once could both see the last free place.
 */
export async function addChannel(tx: Executor, box: SecretBox, channel: NewChannel): Promise<void> {
  await lockFor(tx, "alerts");
  const [count] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${channels} where deleted_at is null`,
  );
  if ((count?.n ?? 0) >= CHANNELS_MAX) {
    throw new AppError("conflict", `There are ${CHANNELS_MAX} channels already; remove one first.`, {
      retryable: false,
    });
  }
  await insertChannel(tx, box, channel);
}

/** However many there are. */
export async function insertChannel(tx: Executor, box: SecretBox, { id, label, config }: NewChannel): Promise<void> {
  await tx.execute(sql`
    insert into ${channels} (id, kind, label, config)
    values (${id}, ${config.kind}, ${label}, ${sealConfig(box, config)})`);
}

/** False when there is no such channel (any more), or it is of another kind. */
export async function changeChannel(
  database: Database,
  box: SecretBox,
  id: string,
  { label, config }: { label?: string; config?: ChannelConfig },
): Promise<boolean> {
  const changes = [
    ...(label === undefined ? [] : [sql`label = ${label}`]),
    ...(config === undefined ? [] : [sql`config = ${sealConfig(box, config)}`]),
  ];
  if (changes.length === 0) return (await findChannel(database, box, id)) !== null;
  const sameKind = config === undefined ? sql`` : sql`and kind = ${config.kind}`;
  return update(database, id, sql.join(changes, sql`, `), sameKind);
}

/** Nothing is sent there any more. False when it was disabled or removed already. */
export function disableChannel(tx: Executor, id: string, reason: string, wallNow: UnixMs): Promise<boolean> {
  return updateIn(
    tx,
    id,
    sql`disabled_at = ${instant(wallNow)}, disabled_reason = ${reason}`,
    sql`and disabled_at is null`,
  );
}

export function enableChannel(database: Database, id: string): Promise<boolean> {
  return update(database, id, sql`disabled_at = null, disabled_reason = null, wait_until = null`);
}

/** The row stays, so that the ledger still knows what it sent to; its secrets do not. */
export function removeChannel(database: Database, id: string, wallNow: UnixMs): Promise<boolean> {
  return update(database, id, sql`deleted_at = ${instant(wallNow)}, config = ''`);
}

/** Nothing is tried there before `until`; an earlier promise is never shortened. */
export function holdChannel(database: Database, id: string, until: UnixMs): Promise<boolean> {
  return update(database, id, sql`wait_until = greatest(wait_until, ${instant(until)})`);
}

function update(database: Database, id: string, changes: SQL, more?: SQL): Promise<boolean> {
  return translateFaults(() => updateIn(database.db, id, changes, more));
}

async function updateIn(executor: Executor, id: string, changes: SQL, more: SQL = sql``): Promise<boolean> {
  const rows = await rowsOf(
    executor,
    sql`update ${channels} set ${changes} where id = ${id} and deleted_at is null ${more} returning 1`,
  );
  return rows.length === 1;
}

const sealConfig = (box: SecretBox, config: ChannelConfig): string => box.seal(JSON.stringify(config));

function openConfig(box: SecretBox, sealed: string): ChannelConfig | null {
  const text = box.open(sealed);
  return text === null ? null : parseJson(text, channelConfigSchema);
}
