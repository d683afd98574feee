import { createReadStream, createWriteStream, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { type BackupSummary, dumpDatabase } from "./dump-database";

export interface WrittenBackup extends BackupSummary {
  readonly file: string;
  readonly bytes: number;
}

const SUFFIX = ".sql.gz";
const OWNER_ONLY = 0o600;

/** `ghostquant-2026-11-21T140307Z.sql.gz`: sorts by time, and by database before that. */
function nameOf(database: string, createdAt: Date): string {
  return `${database}-${createdAt.toISOString().slice(0, 19).replaceAll(":", "")}Z${SUFFIX}`;
}

/**
 * Backs a database up into a folder. The file gets its name when it is whole and on the disk; readable by its owner only,
 * since it holds the hashes of password and keys.
 */
export async function writeBackupFile(databaseUrl: string, folder: string, createdAt: Date): Promise<WrittenBackup> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${process.pid}-${createdAt.getTime()}.part`);
  try {
    const summary = await dumpDatabase(databaseUrl, createdAt, (text) =>
      pipeline(text, createGzip({ level: 6 }), createWriteStream(draft, { mode: OWNER_ONLY })),
    );
    const handle = await open(draft, "r+");
    await handle.sync().finally(() => handle.close());
    const file = join(folder, nameOf(summary.header.database, createdAt));
    renameSync(draft, file);
    return { ...summary, file, bytes: statSync(file).size };
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The text of a backup, byte by byte; a damaged file fails on the way. */
export async function* readBackupFile(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  const text = createGunzip();
  packed.once("error", (error) => text.destroy(error));
  try {
    yield* packed.pipe(text);
  } catch (error) {
    const isZlibs = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
    if (!isZlibs) throw error;
    throw new Error(`${file} is not a backup, or it is damaged: ${error.message}.`);
  } finally {
    packed.destroy();
  }
}

/** Removes all but the newest `keep` backups of this database; answers what went. */
export function pruneBackups(folder: string, database: string, keep: number): string[] {
  const stamp = /^-\d{4}-\d\d-\d\dT\d{6}Z\.sql\.gz$/u;
  const ours = readdirSync(folder)
    .filter((name) => name.startsWith(database) && stamp.test(name.slice(database.length)))
    .sort();
  const old = ours.slice(0, Math.max(0, ours.length - keep));
  for (const name of old) rmSync(join(folder, name));
  return old;
}
