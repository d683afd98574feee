import { type ChildProcess, spawn } from "node:child_process";

/** A real process of ours that knows nothing but what it is told. `WORKER_TEST_LOG=1` lets it speak. */
export function spawnProcess(
  entry: string,
  environment: Record<string, string>,
  given: readonly string[] = [],
): ChildProcess {
  const inherited = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
  const output = process.env.WORKER_TEST_LOG === undefined ? "ignore" : "inherit";
  return spawn(process.execPath, ["--import", "tsx", entry, ...given], {
    env: { ...inherited, LOG_LEVEL: "info", ...environment } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", output, output],
  });
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return exited;
}
