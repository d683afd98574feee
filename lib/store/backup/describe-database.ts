import type { Client } from "pg";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { appliedMigrations } from "../migrations";
import { type BackupFooter, type BackupHeader, backupHeaderSchema } from "./backup-format";

const tablesSchema = z.array(z.object({ name: z.string(), columns: z.array(z.string()) }));
const partitionsSchema = z.array(z.object({ name: z.string(), parent: z.string(), bounds: z.string() }));
const BOUNDS = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/u;

/** What there is to back up; the client's time zone must be UTC, or bounds would be written in another. */
export async function describeDatabase(client: Client, createdAt: Date): Promise<BackupHeader> {
  const migrations = await appliedMigrations(client);
  if (migrations === null) {
    throw new AppError("bad_request", "This database holds nothing of GhostQuant, so there is nothing to back up.", {
      retryable: false,
    });
  }
  if (migrations.foreign > 0) {
    throw new AppError(
      "bad_request",
      "This database was migrated by a newer GhostQuant; back it up with that one, which knows its tables.",
      { retryable: false },
    );
  }
  const [named] = (await client.query("select current_database() as name")).rows;
  return backupHeaderSchema.parse({
    format: 1,
    createdAt: createdAt.toISOString(),
    database: z.string().parse(named?.name),
    migrations: migrations.applied,
    partitions: await listPartitions(client),
    tables: await listTables(client),
  });
}

/** Plain tables and the heads of partitioned ones; rows of partitions are read through their head. */
async function listTables(client: Client) {
  const { rows } = await client.query(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attgenerated = '' and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname`);
  return tablesSchema.parse(rows);
}

async function listPartitions(client: Client): Promise<BackupHeader["partitions"]> {
  const { rows } = await client.query(`
    select child.relname as name, parent.relname as parent, pg_get_expr(child.relpartbound, child.oid) as bounds
    from pg_inherits join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
    where child.relispartition and child.relkind = 'r' and child.relnamespace = 'public'::regnamespace order by child.relname`);
  return partitionsSchema.parse(rows).map(({ name, parent, bounds }) => {
    const [, from = "", to = ""] = BOUNDS.exec(bounds) ?? [];
    return { name, parent, from, to };
  });
}

/** How far the counters behind identity columns have come; one that was never used begins at 1 anyway. */
export async function readSequences(client: Client): Promise<BackupFooter["sequences"]> {
  const { rows } = await client.query(`
    select t.relname as table, a.attname as column, s.last_value::float8 as last
    from pg_sequences s
    join pg_class q on q.relname = s.sequencename and q.relnamespace = 'public'::regnamespace
    join pg_depend d on d.objid = q.oid and d.classid = 'pg_class'::regclass and d.deptype in ('i', 'a')
    join pg_class t on t.oid = d.refobjid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where s.schemaname = 'public' and s.last_value is not null order by 1, 2`);
  return rows;
}
