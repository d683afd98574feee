import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { commandLineOf, type RunningServer, startNative, stopLeftover, untilReady } from "./native-server";
import { freePort } from "./ports";
import { locatePostgres, type PostgresPrograms } from "./postgres-programs";
import { isReachableByOthers, openShelter, type SystemUser, shelterOf, unprivilegedUser } from "./unprivileged";

const run = promisify(execFile);
const USER = "ghostquant";
const DATABASE = "ghostquant";

export interface PostgresOptions {
  /** Folder for the cluster and its password; created when missing. */
  directory: string;
  logFile: string;
  /** Set when an earlier start promised this address to others; otherwise a free port is taken. */
  port?: number;
  /** Extra server settings, such as `fsync=off` for a cluster that lives for one test run. */
  settings?: readonly string[];
  /** Leaves the binaries from npm aside. */
  systemOnly?: boolean;
  say: (words: string) => void;
}

/** Our own Postgres: loopback only, its password generated once, never run as root. Resumes the data it finds. */
export async function startPostgres(options: PostgresOptions): Promise<RunningServer> {
  const user = unprivilegedUser();
  const home = choosePostgresHome(options.directory, user, options.say);
  const { directory, say, systemOnly = false } = options;
  const programs = await locatePostgres({ user, shelter: shelterOf(directory), systemOnly, say });
  const data = join(home, "data");
  if (await stopOldPostgres(data)) options.say("Stopped a Postgres that an earlier run left behind.");

  const password = await ensureCluster({ home, data, programs, user, say: options.say });
  const port = options.port ?? (await freePort());
  const native = startNative({
    binary: programs.postgres,
    // TCP only: the path of a Unix socket may not exceed 107 characters and a clone may lie deep.
    args: ["-D", data, "-p", String(port), ...settingsOf(options.settings ?? [])],
    logFile: options.logFile,
    stopSignal: "SIGINT",
    env: programs.env,
    ...(user && { user }),
  });
  const address = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await untilReady(native, options.logFile, 60_000, () => ensureDatabase(address("postgres"), DATABASE));
  } catch (error) {
    await native.stop();
    throw new Error(`Postgres did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { url: address(DATABASE), port, pid: native.pid, exited: native.exited, stop: native.stop };
}

/** Address of the server that runs for this directory, to whoever may read its password; null when none does. */
export async function findRunningPostgres(directory: string): Promise<string | null> {
  for (const home of [resolve(directory), shelterOf(directory)]) {
    const data = join(home, "data");
    const [pid, , , port] = readLines(join(data, "postmaster.pid"));
    const commandLine = pid === undefined ? null : await commandLineOf(Number(pid));
    if (commandLine === null || !(commandLine === "" || commandLine.includes(data))) continue;
    const password = readFileSync(join(home, "password"), "utf8").trim();
    return `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  }
  return null;
}

function readLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
}

function settingsOf(extra: readonly string[]): string[] {
  return ["listen_addresses=127.0.0.1", "unix_socket_directories=", "log_min_messages=warning", ...extra].flatMap(
    (setting) => ["-c", setting],
  );
}

function choosePostgresHome(directory: string, user: SystemUser | null, say: (words: string) => void): string {
  if (user === null || isReachableByOthers(dirname(resolve(directory)))) {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    return resolve(directory);
  }
  const home = shelterOf(directory);
  openShelter(home);
  say(`Postgres may not run as root and cannot enter ${dirname(resolve(directory))}; its data lives in ${home}.`);
  return home;
}

async function stopOldPostgres(data: string): Promise<boolean> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return false;
  return stopLeftover(pid, (commandLine) => commandLine.includes(data), "SIGINT");
}

interface Cluster {
  home: string;
  data: string;
  programs: PostgresPrograms;
  user: SystemUser | null;
  say: (words: string) => void;
}

/** Makes the cluster once, whole or not at all, and returns its password. */
async function ensureCluster(cluster: Cluster): Promise<string> {
  const { home, data, programs } = cluster;
  const passwordFile = join(home, "password");
  if (!existsSync(join(data, "PG_VERSION"))) {
    const password = randomBytes(24).toString("base64url");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    await initialise(cluster, password);
    return password;
  }
  const version = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (version !== programs.major) {
    throw new Error(
      `The data in ${data} was written by Postgres ${version}, but the Postgres found here is ${programs.major} (${programs.postgres}).`,
    );
  }
  if (!existsSync(passwordFile)) {
    throw new Error(
      `${passwordFile} is missing, so nobody can open ${data}. Restore it, or remove ${home} to begin anew.`,
    );
  }
  return readFileSync(passwordFile, "utf8").trim();
}

async function initialise({ home, data, programs, user, say }: Cluster, password: string): Promise<void> {
  say("Creating the Postgres cluster …");
  // Built beside its place and renamed at the end: a start that is killed half-way leaves nothing half-made.
  const draft = join(home, "data.new");
  rmSync(draft, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  chmodSync(draft, 0o700);
  const passwordCopy = join(draft, "..", "password.init");
  writeFileSync(passwordCopy, password, { mode: 0o600 });
  if (user !== null) {
    chownSync(draft, user.uid, user.gid);
    chownSync(passwordCopy, user.uid, user.gid);
  }
  try {
    const args = [
      "-D",
      draft,
      "-U",
      USER,
      "--auth=scram-sha-256",
      `--pwfile=${passwordCopy}`,
      "-E",
      "UTF8",
      "--locale=C",
    ];
    await run(programs.initdb, args, { ...user, env: programs.env, cwd: "/" });
  } finally {
    rmSync(passwordCopy, { force: true });
  }
  renameSync(draft, data);
}

/** Makes a database of this name (letters, digits, underscores) beside the one that `url` names, unless it is there. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
