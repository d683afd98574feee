import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { FreshHome } from "./fresh-clone";

export interface Running {
  /** In words, such as `47 s`, when the packages are there. */
  readonly installed: Promise<string>;
  /** The address, when the product says that it is ready. */
  readonly ready: Promise<string>;
  stop(): Promise<void>;
}

const INSTALLED = /Packages installed \((.+)\)/u;
const READY = /GhostQuant is ready after [\d.]+ s: (http\S+)\/momentum/u;
const STOP_MS = 30_000;
const PATIENCE_MS = 900_000;

/** Types the command and reads what it prints, as a person would; `hear` gets every line. */
export function runReadme({ clone, env }: FreshHome, command: string, hear: (line: string) => void): Running {
  const child = spawn("sh", ["-c", `exec ${command}`], {
    cwd: clone,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines = new EventEmitter();
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      hear(line);
      lines.emit("line", line);
    });
  }
  const first = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${command}: ${why}\n${said.slice(-30).join("\n")}`));
      child.once("error", (error) => fail(error.message));
      child.once("exit", (code) => fail(`ended with ${code}`));
      lines.on("line", (line: string) => {
        const [, found] = pattern.exec(line) ?? [];
        if (found !== undefined) resolve(found);
      });
      setTimeout(() => fail(`said nothing of ${pattern.source} in ${PATIENCE_MS / 1_000} s`), PATIENCE_MS).unref();
    });
  const [installed, ready] = [first(INSTALLED), first(READY)];
  // Whoever waits for the first hears of its failure; the other one's is the same.
  ready.catch(() => undefined);
  return { installed, ready, stop: () => stopGroup(child) };
}

/** Ctrl-C, as a person ends it; then whatever is left of the group. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  process.kill(-child.pid, "SIGINT");
  await Promise.race([gone, sleep(STOP_MS)]);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}
