import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../launch/ports";
import { test as journey } from "./journey";

/** A whole product beside the usual one, with settings of its own. */
export interface Instance {
  readonly url: string;
  /** Everything that it keeps on this machine, its logs among it. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

const START_MS = 240_000;
const STOP_MS = 30_000;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

async function waitForStart(child: ChildProcess, url: string, said: readonly string[]): Promise<void> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(500)) {
    if (child.exitCode !== null) break;
    if (await answers(url)) return;
  }
  throw new Error(`The second product did not start:\n${said.slice(-40).join("")}`);
}

export async function startInstance(settings: Readonly<Record<string, string>>): Promise<Instance> {
  const dataDir = mkdtempSync(join(tmpdir(), "ghostquant-e2e-"));
  // Postgres runs as `nobody` when we are root, and mkdtemp closes the folder to others.
  chmodSync(dataDir, 0o755);
  const [port, socketPort, marketPort] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, ["launch/start.mjs"], {
    env: {
      ...process.env,
      DATABASE_URL: "",
      REDIS_URL: "",
      DATA_DIR: dataDir,
      PORT: `${port}`,
      WEBSOCKET_PORT: `${socketPort}`,
      MARKET_SERVER_PORT: `${marketPort}`,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => said.push(text.toString()));
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await Promise.race([gone, sleep(STOP_MS)]);
      child.kill("SIGKILL");
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitForStart(child, `${url}/api/market/momentum?per_page=1`, said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, dataDir, stop };
}

/** A journey on a product of its own; it is started for the first test that is not skipped, once. */
export function journeyOn(settings: Readonly<Record<string, string>>) {
  return journey.extend<object, { instance: Instance }>({
    instance: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are needed
      async ({}, use) => {
        const instance = await startInstance(settings);
        await use(instance);
        await instance.stop();
      },
      { scope: "worker", timeout: START_MS + STOP_MS },
    ],
    baseURL: async ({ instance }, use) => use(instance.url),
  });
}
