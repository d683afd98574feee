import { join, resolve } from "node:path";
import pg from "pg";
import { formatBytes } from "@/lib/format/bytes";
import { formatCount } from "@/lib/format/count";
import { pruneBackups, writeBackupFile } from "@/lib/store/backup/backup-file";
import { appliedMigrations } from "@/lib/store/migrations";
import type { Settings } from "../settings";
import { listMarketDatabases, openServer } from "./open-server";

export interface BackupOptions {
  /** Folder; `backups` under DATA_DIR when not said. */
  readonly out: string | undefined;
  /** How many of each database stay; all when not said. */
  readonly keep: number | undefined;
}

/** Backs every database of this instance up while it runs or while it is stopped; answers the files. */
export async function backUp(
  settings: Settings,
  { out, keep }: BackupOptions,
  say: (words: string) => void,
): Promise<string[]> {
  const folder = resolve(out ?? join(settings.DATA_DIR, "backups"));
  const server = await openServer(settings, say);
  const files: string[] = [];
  try {
    const databases = server.isOwn ? await listMarketDatabases(server) : [server.url];
    for (const url of databases) {
      // A market that was never started has a name on our own server and nothing else.
      if (server.isOwn && !(await hasTables(url))) continue;
      const { file, bytes, header, footer } = await writeBackupFile(url, folder, new Date());
      const rows = footer.rows.reduce((sum, count) => sum + count, 0);
      say(`${file}: ${formatCount(rows)} rows of ${header.tables.length} tables, ${formatBytes(bytes)}`);
      files.push(file);
      if (keep === undefined) continue;
      for (const old of pruneBackups(folder, header.database, keep)) say(`removed ${old}, beyond the newest ${keep}`);
    }
  } finally {
    await server.close();
  }
  say(files.length === 0 ? "There is nothing to back up yet." : keyAdvice(settings));
  return files;
}

async function hasTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return appliedMigrations(client)
    .then((state) => state !== null)
    .finally(() => client.end());
}

function keyAdvice(settings: Settings): string {
  const key = settings.SECRETS_KEY === undefined ? join(settings.DATA_DIR, "secrets.key") : "your SECRETS_KEY";
  return `Not in the backup: ${key}. Channels open with that key only, so keep a copy of it, but not beside the backups.`;
}
