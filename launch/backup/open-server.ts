import { join } from "node:path";
import pg from "pg";
import { findRunningPostgres, startPostgres } from "../postgres";
import type { Settings } from "../settings";
import { takeInstanceLock } from "../single-instance";

export interface DatabaseServer {
  /** The operator's one database, or the first of our own server. */
  readonly url: string;
  /** Ours, where every market has a database of its own. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

/** The Postgres that holds the data: the operator's, our own that runs, or our own started for this moment. */
export async function openServer(settings: Settings, say: (words: string) => void): Promise<DatabaseServer> {
  if (settings.DATABASE_URL !== undefined) {
    return { url: settings.DATABASE_URL, isOwn: false, close: async () => undefined };
  }
  const directory = join(settings.DATA_DIR, "postgres");
  const running = await findRunningPostgres(directory);
  if (running !== null) return { url: running, isOwn: true, close: async () => undefined };
  const lock = await takeInstanceLock(settings.DATA_DIR);
  try {
    const server = await startPostgres({ directory, logFile: join(settings.DATA_DIR, "logs", "postgres.log"), say });
    const close = () => server.stop().finally(() => lock.release());
    return { url: server.url, isOwn: true, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Databases of our own server that hold something, one a market; restored-over ones are left to their owner. */
export async function listMarketDatabases({ url }: DatabaseServer): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select datname as name from pg_database
       where datname ~ '^ghostquant(_replay|_simulated_[0-9]+)?$' order by datname`,
    );
    return rows.map(({ name }) => databaseAt(url, String(name)));
  } finally {
    await client.end();
  }
}

export function databaseAt(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
