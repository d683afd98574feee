import { sql } from "drizzle-orm";
import { owners } from "@/drizzle/schema/access";
import type { Database } from "@/lib/connections";
import { queryRows } from "./query";

/** There is one owner, so there is one row. */
const THE_OWNER = 1;

export interface Owner {
  readonly passwordHash: string;
  /** Sessions of an earlier epoch are over. */
  readonly sessionEpoch: number;
}

export async function readOwner(database: Database): Promise<Owner | null> {
  const [row] = await queryRows<Owner>(
    database,
    sql`select password_hash as "passwordHash", session_epoch as "sessionEpoch" from ${owners} where id = ${THE_OWNER}`,
  );
  return row ?? null;
}

/** The first one is the owner: of two who try at the same time one gets null. */
export async function createOwner(database: Database, passwordHash: string): Promise<Owner | null> {
  const [row] = await queryRows<Owner>(
    database,
    sql`insert into ${owners} (id, password_hash) values (${THE_OWNER}, ${passwordHash}) on conflict do nothing
      returning password_hash as "passwordHash", session_epoch as "sessionEpoch"`,
  );
  return row ?? null;
}

/** A new password ends every session; null when the old one is no longer what the caller checked. */
export async function changePassword(database: Database, from: string, to: string): Promise<number | null> {
  const [row] = await queryRows<{ epoch: number }>(
    database,
    sql`update ${owners} set password_hash = ${to}, session_epoch = session_epoch + 1
      where id = ${THE_OWNER} and password_hash = ${from} returning session_epoch as epoch`,
  );
  return row?.epoch ?? null;
}

export async function endAllSessions(database: Database): Promise<void> {
  await queryRows(database, sql`update ${owners} set session_epoch = session_epoch + 1 where id = ${THE_OWNER}`);
}
