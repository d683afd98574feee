import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { JobName, Lane } from "@/lib/contracts/jobs";
import type { Logger } from "@/lib/log";
import { KEEP_COMPLETED, KEEP_FAILED } from "./connect-queues";
import { queueName } from "./lanes";

/** A crashed copy's job is handed to another copy after this long, or half as long again where nobody looked in between. */
const LOCK_MS = 30_000;
/** Somebody waits for a message, and what is tried twice is claimed once. */
const DELIVERY_LOCK_MS = 10_000;

/**
 * Room for every kind of job of a lane at once, so that a long bootstrap never delays a refresh;
 * each kind keeps itself from overlapping.
 */
const CONCURRENCY = 6;
/** Deliveries mostly wait for somebody else's server; one that hangs must not hold up the others. */
const DELIVERY_CONCURRENCY = 32;
/** A backtest fills a core and holds its bars in memory: one at a time, more of them on more copies. */
const RESEARCH_CONCURRENCY = 1;

const concurrencyOf = (lane: Lane): number => {
  if (lane === "delivery") return DELIVERY_CONCURRENCY;
  return lane === "research" ? RESEARCH_CONCURRENCY : CONCURRENCY;
};

const lockOf = (lane: Lane): number => (lane === "delivery" ? DELIVERY_LOCK_MS : LOCK_MS);

/** Jobs that stand in the queue until others have ended. */
const waitsForParts: ReadonlySet<string> = new Set<JobName>(["backtest.join"]);

export interface GivenJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly attemptsMade: number;
  /** Wall-clock time from which it could have been taken; null where the queue does not say: it was tried before, or had parts. */
  readonly dueAt: number | null;
  /** The trace it was asked for in; null where nobody traces. */
  readonly traceparent: string | null;
}
export type RunJob = (job: GivenJob) => Promise<unknown>;

/** Takes the jobs of one lane until closed. The connection is the caller's. */
export function serveLane(lane: Lane, redis: Redis, run: RunJob, log: Logger): Worker {
  const worker = new Worker(
    queueName(lane),
    (job: Job) =>
      run({
        id: job.id ?? "",
        name: job.name,
        data: job.data,
        attemptsMade: job.attemptsMade,
        dueAt: dueAtOf(job),
        traceparent: job.opts.telemetry?.metadata ?? null,
      }),
    {
      connection: redis,
      concurrency: concurrencyOf(lane),
      lockDuration: lockOf(lane),
      stalledInterval: lockOf(lane) / 2,
      removeOnComplete: KEEP_COMPLETED,
      removeOnFail: KEEP_FAILED,
      // After a Redis outage the default would wait 15 s before asking for jobs again.
      runRetryDelay: 1_000,
    },
  );
  worker.on("error", (error) => log.debug({ lane, error: error.message }, "lane connection"));
  worker.on("stalled", (jobId) =>
    log.warn({ lane, jobId }, "a job was left behind by a crashed worker and runs again"),
  );
  return worker;
}

/** `job.delay` is 0 by now; what was asked for stays in the options. */
function dueAtOf({ attemptsStarted, name, opts, timestamp }: Job): number | null {
  if (attemptsStarted > 1 || waitsForParts.has(name)) return null;
  return timestamp + (opts.delay ?? 0);
}
