import { sql } from "drizzle-orm";
import { apiKeys } from "@/drizzle/schema/access";
import type { Database } from "@/lib/connections";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import type { UnixMs } from "@/lib/market/units";
import { instant, queryRows, unixMs } from "./query";

export interface StoredApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: AccessScope[];
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs | null;
  readonly lastUsedAt: UnixMs | null;
  readonly revokedAt: UnixMs | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: readonly AccessScope[];
  readonly expiresAt: UnixMs | null;
}

const columns = sql`id, name, prefix, scopes, ${unixMs(sql`created_at`)} as "createdAt",
  ${unixMs(sql`expires_at`)} as "expiresAt", ${unixMs(sql`last_used_at`)} as "lastUsedAt",
  ${unixMs(sql`revoked_at`)} as "revokedAt"`;

export async function insertApiKey(database: Database, key: NewApiKey): Promise<StoredApiKey> {
  const expires = key.expiresAt === null ? sql`null` : instant(key.expiresAt);
  const [row] = await queryRows<StoredApiKey>(
    database,
    sql`insert into ${apiKeys} (id, name, prefix, hash, scopes, expires_at)
      values (${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${sql.param([...key.scopes])}::text[], ${expires})
      returning ${columns}`,
  );
  if (row === undefined) throw new Error("An inserted row was not returned.");
  return row;
}

/** Newest first, revoked and expired ones too: their owner wants to see that they are. */
export function listApiKeys(database: Database): Promise<StoredApiKey[]> {
  return queryRows(database, sql`select ${columns} from ${apiKeys} order by created_at desc, id`);
}

/** False when there is no such key; revoking twice keeps the first time. */
export async function revokeApiKey(database: Database, id: string): Promise<boolean> {
  const rows = await queryRows(
    database,
    sql`update ${apiKeys} set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning id`,
  );
  return rows.length > 0;
}

/** The key of this hash while it is neither expired nor revoked. That it was used is written once a minute at most. */
export async function findApiKey(
  database: Database,
  hash: string,
): Promise<{ id: string; name: string; scopes: AccessScope[] } | null> {
  const [row] = await queryRows<{ id: string; name: string; scopes: AccessScope[]; unwritten: boolean }>(
    database,
    sql`select id, name, scopes, (last_used_at is null or last_used_at < now() - interval '1 minute') as unwritten
      from ${apiKeys} where hash = ${hash} and revoked_at is null and (expires_at is null or expires_at > now())`,
  );
  if (row === undefined) return null;
  const { unwritten, ...key } = row;
  if (unwritten) await queryRows(database, sql`update ${apiKeys} set last_used_at = now() where id = ${key.id}`);
  return key;
}
