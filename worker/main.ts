import { type Env, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { countFacts } from "@/lib/metrics/count-facts";
import { watchProcess } from "@/lib/metrics/process-metrics";
import { createMetrics } from "@/lib/metrics/registry";
import { secretsOf } from "@/lib/secrets-of";
import { startTelemetry } from "@/lib/telemetry/start-telemetry";
import { serveMetrics } from "./runtime/serve-metrics";
import { startWorker } from "./runtime/start-worker";

const env: Env = readEnv();
const log = createLogger("worker", env.LOG_LEVEL, { secrets: secretsOf(env) });

/** Only where somebody can ask for them are numbers kept. */
function keepMetrics({ HOST, METRICS_PORT, METRICS_TOKEN }: Env): void {
  if (METRICS_PORT === undefined) return;
  const metrics = createMetrics("worker");
  countFacts(metrics);
  watchProcess(metrics);
  serveMetrics({ token: METRICS_TOKEN ?? null, read: metrics.read }, { host: HOST, port: METRICS_PORT }, log);
}

async function main(): Promise<void> {
  keepMetrics(env);
  const telemetry = await startTelemetry(env, "worker", log);
  const stopped = new AbortController();
  const worker = startWorker(env, { log, arguments: process.argv.slice(2), stopped: stopped.signal });
  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    stopped.abort();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    await worker;
  } catch (error) {
    sayWhyNot(error);
    process.exitCode = 1;
  }
  await telemetry.stop();
  // Connections that an outage holds open must not keep the process.
  process.exit();
}

function sayWhyNot(error: unknown): void {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the worker could not start");
}

main().catch((error: unknown) => {
  sayWhyNot(error);
  process.exit(1);
});
