import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Lane } from "@/lib/contracts/jobs";
import type { Logger } from "@/lib/log";
import { KEEP_COMPLETED, KEEP_FAILED } from "./connect-queues";
import { queueName } from "./lanes";

/** A crashed copy's job is handed to another copy after this long. */
const LOCK_MS = 30_000;

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

export type RunJob = (job: { id: string; name: string; data: unknown; attemptsMade: number }) => Promise<unknown>;

/** Takes the jobs of one lane until closed. The connection is the caller's. */
export function serveLane(lane: Lane, redis: Redis, run: RunJob, log: Logger): Worker {
  const worker = new Worker(
    queueName(lane),
    (job: Job) => run({ id: job.id ?? "", name: job.name, data: job.data, attemptsMade: job.attemptsMade }),
    {
      connection: redis,
      concurrency: concurrencyOf(lane),
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
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
