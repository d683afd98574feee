import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signalQuietly, tailOf, untilReady } from "./native-server";
import type { Life } from "./supervisor";

export interface NodeProcess {
  name: string;
  /** Path of the entry file, from the root of the repository. */
  entry: string;
  /** What follows the entry on the command line. */
  args?: readonly string[];
  root: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Resolves when it serves, rejects while it does not. */
  probe(): Promise<void>;
  readyWithinMs: number;
  /** How long it may finish what it is doing after SIGTERM. */
  drainMs: number;
  /** Ends the wait for readiness, and the process with it. */
  signal: AbortSignal;
}

const LONGEST_LOG_BYTES = 10_000_000;

/** Starts a TypeScript entry as its own process group and waits until it serves. */
export async function startNodeProcess(spec: NodeProcess): Promise<Life> {
  const child = spawnEntry(spec);
  const exited = endOf(child, spec.logFile);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${spec.entry} could not be started: ${await exited}`);
  const kill = () => void signalQuietly(-pid, "SIGKILL");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await Promise.race([exited, sleep(spec.drainMs, undefined, { ref: false })]);
    // Also ends what the process itself may have started and left.
    kill();
    await exited;
  };
  try {
    await untilReady(
      { exited: exited.then(() => undefined) },
      spec.logFile,
      spec.readyWithinMs,
      spec.probe,
      spec.signal,
    );
  } catch (error) {
    await stop();
    throw new Error(`${spec.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { pid, exited, stop, kill };
}

function spawnEntry(spec: NodeProcess): ChildProcess {
  const log = openLog(spec.logFile);
  // `node` itself, never npm or npx: those do not pass signals on and leave the real process behind.
  const args = [
    "--import",
    join(spec.root, "launch/exit-with-parent.mjs"),
    "--import",
    "tsx",
    spec.entry,
    ...(spec.args ?? []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: spec.root,
    env: spec.env,
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return child;
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > LONGEST_LOG_BYTES) renameSync(file, `${file}.old`);
  return openSync(file, "a");
}

function endOf(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      const cause = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(`${cause}; the end of ${logFile}:\n${indent(tailOf(logFile, 8))}`);
    });
  });
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line.slice(0, 400)}`)
    .join("\n");
}
