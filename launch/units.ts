import { join } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { type RunningServer, signalQuietly } from "./native-server";
import { startNodeProcess } from "./node-process";
import { canConnect } from "./ports";
import { startPostgres } from "./postgres";
import { startRedis } from "./redis";
import type { Settings } from "./settings";
import type { Life, Supervisor, Unit } from "./supervisor";

export interface UnitContext {
  root: string;
  /** Own Postgres from the system's packages, as production has it, instead of from npm. */
  systemPostgres?: boolean;
  settings: Settings;
  supervisor: Supervisor;
  say: (words: string) => void;
}

export const logOf = (settings: Settings, name: string) => join(settings.DATA_DIR, "logs", `${name}.log`);

/** The operator's Postgres when there is one, else our own, kept alive under `DATA_DIR`. Returns its address. */
export async function providePostgres({ settings, supervisor, say, systemPostgres }: UnitContext): Promise<string> {
  if (settings.DATABASE_URL !== undefined) return checkPostgres(settings.DATABASE_URL);
  const directory = join(settings.DATA_DIR, "postgres");
  const options = { directory, logFile: logOf(settings, "postgres"), say, systemOnly: systemPostgres === true };
  return keepServer("Postgres", supervisor, options.logFile, (port) => startPostgres({ ...options, ...port }));
}

/** The operator's Redis when there is one, else our own, kept alive under `DATA_DIR`. Returns its address. */
export async function provideRedis({ settings, supervisor, say }: UnitContext): Promise<string> {
  if (settings.REDIS_URL !== undefined) return checkRedis(settings.REDIS_URL);
  const options = { directory: join(settings.DATA_DIR, "redis"), logFile: logOf(settings, "redis"), say };
  return keepServer("Redis", supervisor, options.logFile, (port) => startRedis({ ...options, ...port }));
}

/** A server that crashes comes back on the port its clients already know. */
async function keepServer(
  name: string,
  supervisor: Supervisor,
  logFile: string,
  start: (port: { port?: number }) => Promise<RunningServer>,
): Promise<string> {
  let promised: { port?: number } = {};
  let url = "";
  await supervisor.keep({
    name,
    start: async () => {
      const server = await start(promised);
      promised = { port: server.port };
      url = server.url;
      return lifeOf(server, logFile);
    },
  });
  return url;
}

export function lifeOf(server: Pick<RunningServer, "pid" | "exited" | "stop">, logFile: string): Life {
  return {
    pid: server.pid,
    exited: server.exited.then(() => `see ${logFile}`),
    stop: server.stop,
    // Even in haste a database is asked, not shot; SIGTERM and SIGINT both end it within a moment.
    kill: () => void signalQuietly(server.pid, "SIGINT"),
  };
}

async function checkPostgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return url;
  } catch (error) {
    throw new Error(`DATABASE_URL is set, but that Postgres does not answer: ${messageOf(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkRedis(url: string): Promise<string> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 8_000, retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return url;
  } catch (error) {
    throw new Error(`REDIS_URL is set, but that Redis does not answer: ${messageOf(error)}`);
  } finally {
    client.disconnect();
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Begins a fresh check of one start; what it returns resolves when the process serves. */
type Readiness = () => () => Promise<void>;
export type NodeUnit = { name: string; entry: string; args?: readonly string[]; ready: Readiness; drainMs: number };

/** One of our own processes as the supervisor sees it. */
export function nodeUnit({ root, settings }: UnitContext, env: NodeJS.ProcessEnv, unit: NodeUnit): Unit {
  const { name, entry, args = [], drainMs } = unit;
  const logFile = logOf(settings, name.replace(" ", "-"));
  return {
    name,
    start: (signal) =>
      startNodeProcess({
        name,
        entry,
        args,
        drainMs,
        root,
        env,
        logFile,
        readyWithinMs: 60_000,
        probe: unit.ready(),
        signal,
      }),
  };
}

/** Ready when the address answers 200. */
export function answersAt(url: string): Readiness {
  return () => async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  };
}

/** Ready when something listens. */
export function listensOn(port: number, host: string): Readiness {
  return () => async () => {
    if (!(await canConnect(port, host))) throw new Error(`nothing listens on port ${port}`);
  };
}

/** A process without a port is ready when it has survived its imports. */
export function survives(ms: number): Readiness {
  return () => {
    const bornAt = performance.now();
    return async () => {
      if (performance.now() - bornAt < ms) throw new Error("still starting");
    };
  };
}
