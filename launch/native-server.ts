import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A database server of ours that is up and answers at `url`. */
export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  /** Settles when the process ends, whoever ended it. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

export interface NativeCommand {
  binary: string;
  args: readonly string[];
  logFile: string;
  stopSignal: NodeJS.Signals;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number };
}

export interface NativeProcess {
  child: ChildProcess;
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a native server that ends with us, even when we are killed without a chance to say goodbye. */
export function startNative(command: NativeCommand): NativeProcess {
  mkdirSync(dirname(command.logFile), { recursive: true });
  const log = openSync(command.logFile, "a");
  // Its own process group: Ctrl-C in the terminal must not stop a database before the processes that use it.
  const child = spawn(command.binary, command.args, {
    stdio: ["ignore", log, log],
    detached: true,
    env: command.env ?? process.env,
    ...command.user,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const pid = child.pid;
  if (pid === undefined) {
    throw new Error(`${command.binary} could not be started; ${command.logFile} may say why.`);
  }
  const lifeline = holdLifeline(pid, command.stopSignal);
  exited.then(lifeline, lifeline);
  return { child, pid, exited, stop: () => stopNative(child, exited, command.stopSignal) };
}

/** A one-line shell waits on a pipe that closes when we die, however we die, and then stops the server. */
function holdLifeline(pid: number, signal: NodeJS.Signals): () => void {
  const script = 'cat >/dev/null; kill -s "$0" "$1" 2>/dev/null';
  const watcher = spawn("/bin/sh", ["-c", script, signal.replace("SIG", ""), String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.on("error", () => undefined);
  watcher.unref();
  return () => {
    if (watcher.pid !== undefined) signalQuietly(-watcher.pid, "SIGKILL");
  };
}

async function stopNative(child: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const ended = await Promise.race([exited.then(() => true), sleep(15_000, false, { ref: false })]);
  if (!ended) {
    child.kill("SIGKILL");
    await exited;
  }
}

/** Sends a signal to a process that may be gone already. */
export function signalQuietly(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // EPERM: it lives but is not ours to signal.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The command line of a living process, null when there is none. Zombies count as gone. */
export async function commandLineOf(pid: number): Promise<string | null> {
  try {
    const { stdout } = await run("ps", ["-ww", "-o", "stat=,command=", "-p", String(pid)]);
    const line = stdout.trim();
    return line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
  } catch (error) {
    return commandLineFromProc(pid, error);
  }
}

/** Slim images have no `ps`. */
function commandLineFromProc(pid: number, cause: unknown): string | null {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  if (!missing) return null;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || null;
  } catch {
    return signalQuietly(pid, 0) ? "" : null;
  }
}

/** Ends a server that an earlier, killed start left behind. True when there was one. */
export async function stopLeftover(pid: number, isOurs: (commandLine: string) => boolean, signal: NodeJS.Signals) {
  const commandLine = await commandLineOf(pid);
  if (commandLine === null || !isOurs(commandLine)) return false;
  signalQuietly(pid, signal);
  for (let waited = 0; waited < 15_000; waited += 100) {
    await sleep(100);
    if ((await commandLineOf(pid)) === null) return true;
  }
  signalQuietly(pid, "SIGKILL");
  await sleep(500);
  return true;
}

/** Polls until `probe` succeeds; fails early, with the end of the log, when the process is gone. */
export async function untilReady(
  process: Pick<NativeProcess, "exited">,
  logFile: string,
  timeoutMs: number,
  probe: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const state = { gone: false };
  process.exited.then(
    () => {
      state.gone = true;
    },
    () => undefined,
  );
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown = null;
  while (!state.gone && !signal?.aborted && Date.now() < deadline) {
    try {
      return await probe();
    } catch (error) {
      lastError = error;
      await sleep(50);
    }
  }
  signal?.throwIfAborted();
  const reason = state.gone ? "it ended at once" : `no answer in ${timeoutMs / 1000} s (${String(lastError)})`;
  throw new Error(`${reason}\n${tailOf(logFile, 12)}`);
}

export function tailOf(file: string, lines: number): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no log)";
  }
}
