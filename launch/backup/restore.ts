import { join } from "node:path";
import { createDatabase } from "@/lib/connections";
import { createLogger } from "@/lib/log";
import { readBackupFile } from "@/lib/store/backup/backup-file";
import { loadBackup, readHeader } from "@/lib/store/backup/load-backup";
import { readSections } from "@/lib/store/backup/read-sections";
import { replaceDatabase } from "@/lib/store/backup/replace-database";
import { listChannels } from "@/lib/store/channels";
import { createSecretBox } from "@/lib/store/secret-box";
import { ensureDatabase, findRunningPostgres } from "../postgres";
import { keepSecretsKey } from "../secrets-key";
import type { Settings } from "../settings";
import { databaseAt, openServer } from "./open-server";

export interface RestoreOptions {
  readonly file: string;
  /** Puts the backup in the place of what is there, which is kept under another name. */
  readonly replace: boolean;
}

/** Restores a backup while the product stands still. */
export async function restore(
  settings: Settings,
  { file, replace }: RestoreOptions,
  say: (words: string) => void,
): Promise<void> {
  if (settings.DATABASE_URL === undefined && (await isRunning(settings))) {
    throw new Error("GhostQuant runs on this data. Stop it (Ctrl-C), then restore.");
  }
  const { database } = await readHeader(readSections(readBackupFile(file)));
  const server = await openServer(settings, say);
  try {
    const url = server.isOwn ? databaseAt(server.url, database) : server.url;
    if (server.isOwn && !replace) await ensureDatabase(server.url, database);
    const { header, kept } = replace
      ? await replaceDatabase(url, readBackupFile(file), new Date())
      : { header: await loadBackup(url, readBackupFile(file)), kept: null };
    say(`Restored what ${header.database} held on ${header.createdAt}, and brought its tables up to date.`);
    if (kept !== null) say(`The former data is kept as the database ${kept}; drop it when you no longer need it.`);
    say(await judgeChannels(settings, url));
  } finally {
    await server.close();
  }
}

async function isRunning(settings: Settings): Promise<boolean> {
  return (await findRunningPostgres(join(settings.DATA_DIR, "postgres"))) !== null;
}

/** Whether the key of today opens what was sealed then: learnt now, not when the first alert is lost. */
async function judgeChannels(settings: Settings, url: string): Promise<string> {
  const key = settings.SECRETS_KEY ?? keepSecretsKey(settings.DATA_DIR);
  const connected = createDatabase(url, createLogger("restore", "silent"));
  try {
    const channels = await listChannels(connected, createSecretBox(key));
    const closed = channels.filter(({ config }) => config === null);
    if (closed.length === 0) return "Every channel opens with the key that is here.";
    const names = closed.map(({ label }) => label).join(", ");
    return `These channels were sealed with another key and cannot be used: ${names}. Put the key of that time back (secrets.key or SECRETS_KEY), or remove the channels and add them again.`;
  } finally {
    await connected.close();
  }
}
