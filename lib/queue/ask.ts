import { QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { type JobName, type JobPayload, jobs } from "@/lib/contracts/jobs";
import type { Queues } from "./connect-queues";
import { jobOptions } from "./enqueue";
import { queueName } from "./lanes";
import { traceOptions } from "./trace-options";

/** Adds a job and answers what its handler returned; throws what it threw, or after `patienceMs`. For people who wait. */
export async function ask<N extends JobName>(
  { queues, redis }: { queues: Queues; redis: Redis },
  name: N,
  payload: JobPayload<N>,
  patienceMs: number,
): Promise<unknown> {
  const { lane } = jobs[name];
  const events = new QueueEvents(queueName(lane), { connection: redis });
  try {
    await events.waitUntilReady();
    const job = await queues[lane].add(name, payload, { ...jobOptions(name), ...traceOptions(), attempts: 1 });
    return await job.waitUntilFinished(events, patienceMs);
  } finally {
    await events.close();
  }
}
