import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FreshHome } from "./fresh-clone";

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

const READY = /GhostQuant is ready after [\d.]+ s: (http\S+)\/momentum/u;
const STOP_MS = 30_000;

/** Types the command and reads what it prints, as a person would; `hear` gets every line with the moment it came. */
export async function runReadme(
  { clone, env }: FreshHome,
  command: string,
  { hear, patienceMs }: { hear: (line: string) => void; patienceMs: number },
): Promise<Running> {
  const child = spawn("sh", ["-c", `exec ${command}`], {
    cwd: clone,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = () => stopGroup(child);
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready after ${patienceMs / 1_000} s`)), patienceMs);
    const fail = (why: string) => reject(new Error(`${command}: ${why}\n${said.slice(-30).join("\n")}`));
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.on("data", (text: Buffer) => {
        const lines = `${rest}${text.toString()}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          said.push(line);
          hear(line);
          const [, found] = READY.exec(line) ?? [];
          if (found === undefined) continue;
          clearTimeout(late);
          resolve(found);
        }
      });
    }
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
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
