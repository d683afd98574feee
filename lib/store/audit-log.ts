import { sql } from "drizzle-orm";
import { auditLog } from "@/drizzle/schema/access";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { queryRows, unixMs } from "./query";

export interface AuditEvent {
  /** "owner", "key Backup script (k_…)", "visitor". */
  readonly actor: string;
  /** What was done: "POST /api/market/alerts". */
  readonly action: string;
  /** To what; never a secret. */
  readonly target: string | null;
  readonly address: string;
}

export interface StoredAuditEvent extends AuditEvent {
  readonly id: number;
  readonly at: UnixMs;
}

export async function writeAuditEvent(database: Database, event: AuditEvent): Promise<void> {
  const { actor, action, target, address } = event;
  await queryRows(
    database,
    sql`insert into ${auditLog} (actor, action, target, address) values (${actor}, ${action}, ${target}, ${address})`,
  );
}

/** Newest first, those before `before`. */
export function listAuditEvents(
  database: Database,
  { before, limit }: { before: number | null; limit: number },
): Promise<StoredAuditEvent[]> {
  return queryRows(
    database,
    sql`select id::float8 as id, ${unixMs(sql`at`)} as at, actor, action, target, address from ${auditLog}
      where ${before}::bigint is null or id < ${before}::bigint order by id desc limit ${limit}`,
  );
}
