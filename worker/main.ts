import { type Env, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { startWorker } from "./runtime/start-worker";

const env: Env = readEnv();
const log = createLogger("worker", env.LOG_LEVEL);

async function main(): Promise<void> {
  const stopped = new AbortController();
  const worker = startWorker(env, { log, arguments: process.argv.slice(2), stopped: stopped.signal });
  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    stopped.abort();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  await worker;
  // Connections that an outage holds open must not keep the process.
  process.exit(0);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the worker could not start");
  process.exit(1);
});
