import { readFileSync } from "node:fs";
import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/log";
import { createCensor } from "@/lib/log-censor";
import { secretsOf } from "@/lib/secrets-of";
import { parseHeaders } from "./parse-headers";
import { seatTracer } from "./span";

export interface Telemetry {
  /** Sends what is still held back, within moments, and ends it. */
  stop(): Promise<void>;
}

const LAST_SEND_MS = 3_000;

type Settings = Pick<
  Env,
  "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_EXPORTER_OTLP_HEADERS" | "OTEL_TRACES_SAMPLER_ARG" | "SENTRY_DSN"
> &
  Partial<Env>;

/** Traces and fault reports, each only where its variable says where to: their packages are not even loaded otherwise. */
export async function startTelemetry(env: Settings, process: string, log: Logger): Promise<Telemetry> {
  const common = { process, version: ownVersion(), censor: createCensor(secretsOf(env)), log };
  const stops: (() => Promise<void>)[] = [];
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) {
    const { openTracing } = await import("./otlp");
    const { tracer, stop } = openTracing({
      ...common,
      endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: parseHeaders(env.OTEL_EXPORTER_OTLP_HEADERS ?? ""),
      share: env.OTEL_TRACES_SAMPLER_ARG,
    });
    const unseat = seatTracer(tracer);
    stops.push(async () => {
      unseat();
      await stop();
    });
  }
  if (env.SENTRY_DSN !== undefined) {
    const { openSentry } = await import("./sentry");
    stops.push(openSentry({ ...common, dsn: env.SENTRY_DSN }).stop);
  }
  return {
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_SEND_MS).unref());
      await Promise.race([Promise.allSettled(stops.map((stop) => stop())), late]);
    },
  };
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
