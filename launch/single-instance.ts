import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLineOf } from "./native-server";

export interface Holder {
  pid: number;
  /** Where it serves; null while it is still starting. */
  url: string | null;
}

export interface InstanceLock {
  /** Tells a second start where to look. */
  announce(url: string): void;
  release(): void;
}

/** Somebody else serves from this data directory. */
export class AlreadyRunning extends Error {
  override readonly name = "AlreadyRunning";
  constructor(readonly holder: Holder) {
    const where = holder.url === null ? "and is still starting" : `at ${holder.url}`;
    super(`GhostQuant already runs from this folder ${where} (process ${holder.pid}).
Open it there, stop it with Ctrl-C, or start this one with another DATA_DIR.`);
  }
}

const FILE = "ghostquant.lock";

/** One start per data directory: two would fight over the same Postgres files. A dead holder's lock is taken over. */
export async function takeInstanceLock(
  dataDir: string,
  isAlive: (holder: Holder) => Promise<boolean> = isLauncherAlive,
): Promise<InstanceLock> {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, FILE);
  const mine = (url: string | null) => JSON.stringify({ pid: process.pid, url } satisfies Holder);
  if (!createWhole(file, mine(null))) await takeOver(file, mine(null), isAlive);
  return {
    announce: (url) => replaceWhole(file, mine(url)),
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

async function takeOver(file: string, mine: string, isAlive: (holder: Holder) => Promise<boolean>): Promise<void> {
  const holder = readHolder(file);
  if (holder !== null && holder.pid !== process.pid && (await isAlive(holder))) throw new AlreadyRunning(holder);
  replaceWhole(file, mine);
  // Two starts may find the same dead lock at the same time: the last writer has it, the other one sees that.
  await sleep(150);
  const winner = readHolder(file);
  if (winner !== null && winner.pid !== process.pid) throw new AlreadyRunning(winner);
}

/** A link fails when the name exists and never shows half a file. */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replaceWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, url }: Holder = JSON.parse(readFileSync(file, "utf8"));
    return Number.isInteger(pid) ? { pid, url } : null;
  } catch {
    return null;
  }
}

/** Process numbers are reused, so the command line has to look like ours. */
async function isLauncherAlive(holder: Holder): Promise<boolean> {
  const commandLine = await commandLineOf(holder.pid);
  return commandLine !== null && (commandLine === "" || /launch\/start\.mjs/.test(commandLine));
}
