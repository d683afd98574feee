import { z } from "zod";

/** Names that we put into SQL: made by our own migrations, so a backup with any other was not written by us. */
const nameSchema = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/u);
const instantSchema = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00$/u);

/** First lines of a backup: everything that a restore must know before the first row. */
export const backupHeaderSchema = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Name of the database that it was made of; says which market it holds. */
  database: z.string(),
  /** Migrations that had been applied, oldest first. */
  migrations: z.array(z.string()).min(1),
  /** Day partitions, which no migration makes. */
  partitions: z.array(z.object({ name: nameSchema, parent: nameSchema, from: instantSchema, to: instantSchema })),
  tables: z.array(z.object({ name: nameSchema, columns: z.array(nameSchema).min(1) })),
});
export type BackupHeader = z.infer<typeof backupHeaderSchema>;
export type BackupTable = BackupHeader["tables"][number];

/** Last line of a backup: without it the file is a torso. */
export const backupFooterSchema = z.object({
  /** Rows by table, in the order of the header. */
  rows: z.array(z.number().int().min(0)),
  sequences: z.array(z.object({ table: nameSchema, column: nameSchema, last: z.number().int().positive() })),
});
export type BackupFooter = z.infer<typeof backupFooterSchema>;

export const HEADER_MARK = "-- ghostquant-backup ";
export const FOOTER_MARK = "-- ghostquant-backup-end ";
/** Ends the rows of one table, as in every dump of psql. */
export const END_OF_ROWS = "\\.";

export function copyStatement({ name, columns }: BackupTable): string {
  return `COPY ${name} (${columns.map((column) => `"${column}"`).join(", ")}) FROM stdin;`;
}

export function partitionStatement({ name, parent, from, to }: BackupHeader["partitions"][number]): string {
  return `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${parent} FOR VALUES FROM ('${from}') TO ('${to}');`;
}

export function sequenceStatement({ table, column, last }: BackupFooter["sequences"][number]): string {
  return `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), ${last});`;
}
