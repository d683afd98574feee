import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientBase } from "pg";
import { z } from "zod";

export const MIGRATIONS_FOLDER = join(import.meta.dirname, "../../drizzle/migrations");

export const journalSchema = z.object({
  version: z.string(),
  dialect: z.string(),
  entries: z.array(
    z.object({ idx: z.number(), version: z.string(), when: z.number(), tag: z.string(), breakpoints: z.boolean() }),
  ),
});
export type Journal = z.infer<typeof journalSchema>;

/** The migrations of this version of the product, oldest first. */
export function readJournal(): Journal {
  return journalSchema.parse(JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, "meta/_journal.json"), "utf8")));
}

export interface MigrationState {
  /** Ours that were applied, oldest first. */
  readonly applied: string[];
  /** Ours that were not. */
  readonly pending: string[];
  /** Applied ones that we do not know: a newer version was here. */
  readonly foreign: number;
}

/** Null for a database without any table of ours. */
export async function appliedMigrations(client: Pick<ClientBase, "query">): Promise<MigrationState | null> {
  const { rows: found } = await client.query("select to_regclass('drizzle.__drizzle_migrations') is not null as there");
  if (found[0]?.there !== true) return null;
  const { rows } = await client.query("select created_at::float8 as at from drizzle.__drizzle_migrations");
  if (rows.length === 0) return null;
  const moments = new Set(rows.map((row) => Number(row.at)));
  const { entries } = readJournal();
  const applied = entries.filter(({ when }) => moments.has(when));
  return {
    applied: applied.map(({ tag }) => tag),
    pending: entries.filter(({ when }) => !moments.has(when)).map(({ tag }) => tag),
    foreign: moments.size - applied.length,
  };
}
