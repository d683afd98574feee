import { UnrecoverableError } from "bullmq";
import { recordError } from "@/lib/cache/error-tally";
import { type JobName, type JobPayload, jobs } from "@/lib/contracts/jobs";
import { deadline } from "@/lib/deadline";
import { AppError } from "@/lib/errors";
import { type Facts, tell } from "@/lib/facts";
import { withinLogScope } from "@/lib/log";
import { marketNow } from "@/lib/market/clock";
import type { GivenJob, RunJob } from "@/lib/queue/serve-lane";
import { withinSpan } from "@/lib/telemetry/span";
import type { Handlers } from "@/worker/jobs/handlers";
import type { JobContext, WorkerServices } from "./services";

/** How an error is tallied and whether BullMQ may try again. */
export function classifyError(error: unknown): { kind: string; message: string; retryable: boolean } {
  if (error instanceof AppError) return { kind: error.code, message: error.message, retryable: error.retryable };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "TimeoutError") return { kind: "job_timeout", message, retryable: true };
  return { kind: "internal", message, retryable: true };
}

/**
 * Runs one job of the queue: checks its name and payload, gives it its context and its time, and says what became of it.
 * `halt` aborts when the process can wait no longer.
 */
export function createJobRunner(services: WorkerServices, handlers: Handlers, halt: AbortSignal): RunJob {
  const { log, wallNow } = services;
  const attempt: RunJob = async (job) => {
    const startedWall = wallNow();
    const ended = (outcome: Facts["job.ended"]["outcome"]): void => {
      if (!isJobName(job.name)) return;
      const waitedMs = job.dueAt === null ? null : Math.max(0, startedWall - job.dueAt);
      tell("job.ended", { job: job.name, outcome, waitedMs, tookMs: wallNow() - startedWall });
    };
    try {
      if (!isJobName(job.name)) throw unusable(`There is no job named ${job.name}`);
      const outcome = await handle(job.name, job.data, { services, handlers, halt });
      log.debug({ outcome, durationMs: wallNow() - startedWall }, "done");
      ended("done");
      return outcome;
    } catch (error) {
      ended(services.draining.aborted ? "cut_short" : "failed");
      throw await report(services, job.name, error);
    }
  };
  const traced: RunJob = (job) => withinSpan("job.run", spanOf(job), () => attempt(job), job.traceparent);
  return (job) => withinLogScope({ job: job.name, jobId: job.id }, () => traced(job));
}

function spanOf({ id, name, attemptsMade }: GivenJob) {
  return {
    "ghostquant.job.name": isJobName(name) ? name : ("unknown" as const),
    "ghostquant.job.id": id,
    "ghostquant.job.attempt": attemptsMade + 1,
  };
}

interface Running {
  services: WorkerServices;
  handlers: Handlers;
  halt: AbortSignal;
}

async function handle<N extends JobName>(name: N, data: unknown, running: Running): Promise<unknown> {
  const { payload, timeoutMs } = jobs[name];
  const parsed = payload.safeParse(data);
  if (!parsed.success) throw unusable(`The payload of ${name} does not fit: ${parsed.error.message}`);
  const { services, handlers, halt } = running;
  const context: JobContext = {
    ...services,
    now: () => marketNow(services.clock(), services.wallNow()),
    signal: deadline(timeoutMs, halt),
  };
  const handler: Handlers[N] = handlers[name];
  // The schema of this very name has parsed it; TypeScript cannot follow the index.
  return handler(parsed.data as JobPayload<N>, context);
}

function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobs, name);
}

function unusable(message: string): AppError {
  return new AppError("bad_request", message, { retryable: false });
}

/** Tallies and logs a failure, and answers what BullMQ should see. A job cut short by our own shutdown is no error. */
async function report(services: WorkerServices, name: string, error: unknown): Promise<Error> {
  const { log } = services;
  const { kind, message, retryable } = classifyError(error);
  if (services.draining.aborted) log.info({ reason: message }, "cut short by the shutdown");
  else {
    log.warn({ err: error, kind }, "failed");
    await recordError(services.redis, kind, `${name}: ${message}`, services.wallNow());
  }
  if (!retryable) return new UnrecoverableError(message);
  return error instanceof Error ? error : new Error(message);
}
