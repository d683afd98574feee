import { createStackParser, createTransport, type Event, linkedErrorsIntegration, Scope } from "@sentry/core";
import { nodeStackLineParser, ServerRuntimeClient, type ServerRuntimeClientOptions } from "@sentry/core/server";
import { type Facts, hear } from "@/lib/facts";
import type { Logger } from "@/lib/log";

export interface SentryOptions {
  dsn: string;
  /** `web`, `worker` or `stream`. */
  process: string;
  version: string;
  censor(text: string): string;
  log: Logger;
  /** Wall-clock time in milliseconds. */
  wallNow?(): number;
}

type Fault = Facts["fault.logged"];

const SAME_AGAIN_MS = 60_000;
const PER_MINUTE_MAX = 30;
const SEND_TIMEOUT_MS = 5_000;
const FLUSH_MS = 2_000;

/**
 * Reports what was logged as a fault to Sentry. Nothing else: no breadcrumbs, no request bodies, no addresses, no patched modules;
 * and the finished event goes through the log's censor before it leaves.
 */
export function openSentry(options: SentryOptions): { stop(): Promise<void> } {
  const client = new ServerRuntimeClient({
    dsn: options.dsn,
    release: `ghostquant@${options.version}`,
    environment: "production",
    platform: "node",
    runtime: { name: "node", version: process.version },
    includeServerName: false,
    sendClientReports: false,
    integrations: [linkedErrorsIntegration()],
    stackParser: createStackParser(nodeStackLineParser()),
    transport: openTransport(options.log),
    beforeSend: (event) => JSON.parse(options.censor(JSON.stringify(event))) as typeof event,
  });
  client.init();
  const isWorthIt = limitOf(options.wallNow ?? Date.now);
  const report = (fault: Fault): void => {
    if (!isWorthSending(fault) || !isWorthIt(`${fault.message} ${nameOf(fault.error)}`)) return;
    const { error, message } = fault;
    const event: Event = { logger: fault.process, level: levelOf(fault.level), tags: tagsOf(fault) };
    const scope = new Scope();
    if (error instanceof Error) {
      scope.update({ level: levelOf(fault.level), tags: tagsOf(fault), extra: { message } });
      client.captureException(error, { originalException: error }, scope);
    } else client.captureEvent({ ...event, message }, {}, scope);
  };
  const forget = hear("fault.logged", report);
  const ending = endWithReport(options.log, () => client.flush(FLUSH_MS));
  return {
    async stop() {
      forget();
      ending();
      await client.close(FLUSH_MS);
    },
  };
}

/** An `AppError` is an outcome we foresaw and said; as a warning it is nobody's bug. */
function isWorthSending({ level, error }: Fault): boolean {
  return level !== "warn" || (error instanceof Error && error.name !== "AppError");
}

const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : "");
const levelOf = (level: Fault["level"]) => (level === "warn" ? "warning" : level);

function tagsOf({ process, scope, traceId }: Fault): Record<string, string> {
  return {
    process,
    ...(scope.requestId !== undefined && { request_id: scope.requestId }),
    ...(scope.job !== undefined && { job: scope.job }),
    ...(scope.jobId !== undefined && { job_id: scope.jobId }),
    ...(traceId !== null && { trace_id: traceId }),
  };
}

/** The same fault once a minute, and so many in all: an outage must not spend a month's quota. */
function limitOf(wallNow: () => number): (fault: string) => boolean {
  const sent = new Map<string, number>();
  return (fault) => {
    const now = wallNow();
    for (const [old, at] of sent) if (now - at >= SAME_AGAIN_MS) sent.delete(old);
    if (sent.has(fault) || sent.size >= PER_MINUTE_MAX) return false;
    sent.set(fault, now);
    return true;
  };
}

function openTransport(log: Logger): ServerRuntimeClientOptions["transport"] {
  let away = false;
  const said = (failed: boolean): void => {
    // As information: a warning would be reported to the very place that does not answer.
    if (failed && !away) log.info("Sentry cannot be reached; faults stay in this log only");
    away = failed;
  };
  return (transport) =>
    createTransport(transport, async ({ body }) => {
      try {
        const response = await fetch(transport.url, {
          method: "POST",
          headers: { "content-type": "application/x-sentry-envelope", ...transport.headers },
          body: typeof body === "string" ? body : new Uint8Array(body),
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        await response.arrayBuffer();
        said(response.status >= 500);
        return {
          statusCode: response.status,
          headers: {
            "x-sentry-rate-limits": response.headers.get("x-sentry-rate-limits"),
            "retry-after": response.headers.get("retry-after"),
          },
        };
      } catch (error) {
        said(true);
        throw error;
      }
    });
}

/** What nobody caught ends the process as it would anyway, after it was logged and reported. */
function endWithReport(log: Logger, flush: () => PromiseLike<boolean>): () => void {
  let ending = false;
  const end = (error: unknown): void => {
    if (ending) return;
    ending = true;
    log.fatal({ err: error }, "Nobody caught this; the process ends");
    void Promise.resolve(flush()).finally(() => process.exit(1));
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  return () => {
    process.off("uncaughtException", end);
    process.off("unhandledRejection", end);
  };
}
