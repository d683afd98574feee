import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { parseJson } from "@/lib/contracts/parse-json";
import { AppError } from "@/lib/errors";
import { migrate, migrateTo } from "../migrate";
import { appliedMigrations, readJournal } from "../migrations";
import {
  type BackupFooter,
  type BackupHeader,
  backupFooterSchema,
  backupHeaderSchema,
  copyStatement,
  FOOTER_MARK,
  HEADER_MARK,
  partitionStatement,
  sequenceStatement,
} from "./backup-format";
import { connectAlone } from "./connect-alone";
import { readSections, type SectionReader } from "./read-sections";

const refuse = (message: string) => new AppError("bad_request", message, { retryable: false });

/** The first line of a backup; refuses what this version cannot restore. */
export async function readHeader(sections: SectionReader): Promise<BackupHeader> {
  const line = await sections.line();
  const header = line?.startsWith(HEADER_MARK) ? parseJson(line.slice(HEADER_MARK.length), backupHeaderSchema) : null;
  if (header === null) throw refuse("This file is not a backup that this version of GhostQuant can read.");
  const known = readJournal().entries.map(({ tag }) => tag);
  if (header.migrations.some((tag, index) => known[index] !== tag)) {
    throw refuse("This backup was made by a newer GhostQuant: restore it with that one, or a later one.");
  }
  return header;
}

/**
 * Loads a backup into an empty database, all of it or nothing: the tables as they were at that time, the rows in one
 * transaction, then every migration since. The text is read by our own rules; no statement of the file is ever run.
 */
export async function loadBackup(databaseUrl: string, text: AsyncIterable<Buffer>): Promise<BackupHeader> {
  const sections = readSections(text);
  const header = await readHeader(sections);
  const before = header.migrations.at(-1) ?? "";
  await connectAlone(databaseUrl, (client) => refuseUnlessEmpty(client, header));
  await migrateTo(databaseUrl, before);
  await connectAlone(databaseUrl, async (client) => {
    await client.query("begin");
    const rows = await loadTables(client, header, sections);
    const footer = await readFooter(sections);
    if (footer.rows.some((count, index) => rows[index] !== count) || footer.rows.length !== rows.length) {
      throw refuse("The backup does not hold as many rows as it says; nothing was restored.");
    }
    for (const sequence of footer.sequences) await client.query(sequenceStatement(sequence));
    await client.query("commit");
    await client.query("analyze");
  });
  await migrate(databaseUrl);
  return header;
}

async function refuseUnlessEmpty(client: Client, header: BackupHeader): Promise<void> {
  const state = await appliedMigrations(client);
  if (state === null) return;
  if (state.foreign > 0 || state.applied.length > header.migrations.length) {
    throw refuse("The database has tables of a newer version than the backup. Restore into a new, empty database.");
  }
  for (const { name } of header.tables) {
    const [row] = (await client.query(`select to_regclass('public.${name}') is not null as there`)).rows;
    if (row?.there !== true) continue;
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount !== 0) throw refuse(`The database is not empty: ${name} has rows. Nothing was changed.`);
  }
}

async function loadTables(client: Client, header: BackupHeader, sections: SectionReader): Promise<number[]> {
  for (const partition of header.partitions) await client.query(partitionStatement(partition));
  const counts: number[] = [];
  for (const table of header.tables) {
    await skipTo(sections, copyStatement(table));
    const copy = client.query(copyFrom(copyStatement(table).replace(/;$/u, "")));
    await pipeline(Readable.from(sections.rows(), { objectMode: false }), copy);
    counts.push(copy.rowCount);
  }
  return counts;
}

/** Only what our own writer puts between tables may stand there. */
const BETWEEN = /^(SET timezone = 'UTC';|BEGIN;|CREATE TABLE IF NOT EXISTS .*;)$/u;

async function skipTo(sections: SectionReader, wanted: string): Promise<void> {
  for (let line = await sections.line(); line !== wanted; line = await sections.line()) {
    if (line === null) throw refuse("The backup ends before its last table: it is not whole.");
    if (!BETWEEN.test(line)) throw refuse("The backup is not in the order that it says; nothing was restored.");
  }
}

async function readFooter(sections: SectionReader): Promise<BackupFooter> {
  for (let line = await sections.line(); line !== null; line = await sections.line()) {
    if (!line.startsWith(FOOTER_MARK)) continue;
    const footer = parseJson(line.slice(FOOTER_MARK.length), backupFooterSchema);
    if (footer !== null) return footer;
  }
  throw refuse("The backup has no end: it is not whole, and nothing was restored.");
}
