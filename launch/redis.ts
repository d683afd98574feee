import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { type RunningServer, startNative, stopLeftover, untilReady } from "./native-server";
import { freePort } from "./ports";
import { canInstallPackages, findRedis, installPackages } from "./programs.mjs";

export interface RedisOptions {
  /** Folder that keeps the append-only file; created when missing. */
  directory: string;
  logFile: string;
  /** Set when an earlier start promised this address to others; otherwise a free port is taken. */
  port?: number;
  say: (words: string) => void;
}

/** Our own Redis: append-only, loopback only, without a password because nobody else can reach it. */
export async function startRedis(options: RedisOptions): Promise<RunningServer> {
  const binary = await findOrInstallRedis(options.say);
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const placeFile = join(options.directory, "server.json");
  if (await stopOldRedis(placeFile)) options.say("Stopped a Redis that an earlier run left behind.");

  const loggedBefore = readLog(options.logFile).length;
  try {
    return await launch(binary, options, placeFile);
  } catch (error) {
    if (!DAMAGED.test(readLog(options.logFile).slice(loggedBefore))) throw error;
    setAside(options);
    return launch(binary, options, placeFile);
  }
}

async function launch(binary: string, options: RedisOptions, placeFile: string): Promise<RunningServer> {
  const port = options.port ?? (await freePort());
  const native = startNative({
    binary,
    // No eviction: BullMQ loses jobs otherwise. 64 logical databases so that every test file has its own.
    args: [
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", options.directory, "--daemonize", "no"],
      ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--databases", "64"],
      ["--tcp-backlog", "511", "--loglevel", "notice"],
    ].flat(),
    logFile: options.logFile,
    stopSignal: "SIGTERM",
  });
  writeFileSync(placeFile, JSON.stringify({ pid: native.pid, port }));
  try {
    await untilReady(native, options.logFile, 30_000, () => ping(port));
  } catch (error) {
    await native.stop();
    throw new Error(`Redis did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: native.pid, exited: native.exited, stop: native.stop };
}

/** What a disk that was full, or power that went, may leave behind; an end that is only cut short Redis mends itself. */
const DAMAGED = /Bad file format reading the append only file|Unrecoverable error reading the append only file/;

const readLog = (logFile: string): string => (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");

/** Redis holds what can be rebuilt, so an instance that starts without it beats one that does not start. */
function setAside({ directory, say }: RedisOptions): void {
  const files = join(directory, "appendonlydir");
  const aside = `${files}.damaged`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(files, aside);
  say(`What Redis had kept is damaged, as after a full disk. It is set aside (${aside}) and built anew.`);
}

async function ping(port: number): Promise<void> {
  const client = new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

/** Redis shows its address as its title, so pid and port together name ours and nobody else's. */
async function stopOldRedis(placeFile: string): Promise<boolean> {
  if (!existsSync(placeFile)) return false;
  const place: unknown = parseQuietly(readFileSync(placeFile, "utf8"));
  if (typeof place !== "object" || place === null || !("pid" in place) || !("port" in place)) return false;
  const { pid, port } = place;
  if (typeof pid !== "number" || typeof port !== "number") return false;
  const isOurs = (title: string) => /redis|valkey/.test(title) && title.includes(`127.0.0.1:${port}`);
  return stopLeftover(pid, isOurs, "SIGTERM");
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const INSTRUCTION = `GhostQuant needs redis-server (or valkey-server) and found none.
  Debian or Ubuntu:  sudo apt-get install redis-server
  macOS:             brew install redis
  Or point REDIS_URL at a Redis you already have.`;

async function findOrInstallRedis(say: (words: string) => void): Promise<string> {
  const present = findRedis();
  if (present !== null) return present;
  if (canInstallPackages()) {
    say("Redis is missing; installing Debian's redis-server (about 1 MB) …");
    await installPackages(["redis-server"], say);
  }
  const installed = findRedis();
  if (installed === null) throw new Error(INSTRUCTION);
  return installed;
}
