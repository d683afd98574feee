import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { AppError } from "@/lib/errors";
import type { BackupHeader } from "./backup-format";
import { connectAlone } from "./connect-alone";
import { loadBackup } from "./load-backup";

export interface Replaced {
  readonly header: BackupHeader;
  /** Name under which the former database is kept; null when there was none. */
  readonly kept: string | null;
}

/**
 * Restores beside the database and then changes names: whatever goes wrong on the way, the former one stays as it is, and
 * afterwards it is still there under another name.
 */
export async function replaceDatabase(databaseUrl: string, text: AsyncIterable<Buffer>, now: Date): Promise<Replaced> {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const draft = `${name.slice(0, 40)}_restoring_${randomBytes(4).toString("hex")}`;
  await connectAlone(at(databaseUrl, "postgres"), async (client) => {
    await refuseWhileUsed(client, name);
    await client.query(`create database ${client.escapeIdentifier(draft)}`);
  });
  try {
    const header = await loadBackup(at(databaseUrl, draft), text);
    const kept = await connectAlone(at(databaseUrl, "postgres"), (client) => swap(client, name, draft, now));
    return { header, kept };
  } catch (error) {
    await connectAlone(at(databaseUrl, "postgres"), (client) =>
      client.query(`drop database if exists ${client.escapeIdentifier(draft)} with (force)`),
    ).catch(() => undefined);
    throw error;
  }
}

/** A product that goes on writing would mix two pasts. */
async function refuseWhileUsed(client: Client, name: string): Promise<void> {
  const { rows } = await client.query("select count(*)::int as n from pg_stat_activity where datname = $1", [name]);
  if (rows[0]?.n > 0) {
    throw new AppError(
      "conflict",
      `${rows[0]?.n} connections use the database ${name}. Stop GhostQuant and whatever else is connected, then restore.`,
      { retryable: false },
    );
  }
}

async function swap(client: Client, name: string, draft: string, now: Date): Promise<string | null> {
  await refuseWhileUsed(client, name);
  const stamp = now.toISOString().slice(0, 19).replaceAll(/\D/gu, "");
  const kept = `${name.slice(0, 40)}_before_${stamp}`;
  const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
  const [from, to] = [client.escapeIdentifier(name), client.escapeIdentifier(kept)];
  // Both or neither: a rename is a row of the catalogue and obeys the transaction.
  await client.query("begin");
  if (rowCount !== 0) await client.query(`alter database ${from} rename to ${to}`);
  await client.query(`alter database ${client.escapeIdentifier(draft)} rename to ${from}`);
  await client.query("commit");
  return rowCount === 0 ? null : kept;
}

function at(databaseUrl: string, database: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  return url.href;
}
