import type { JobsOptions } from "bullmq";
import { type JobDefinition, type JobName, type JobPayload, jobs } from "@/lib/contracts/jobs";
import type { Queues } from "./connect-queues";
import { traceOptions } from "./trace-options";

const RETRY_BACKOFF_MS = 5_000;

/** What BullMQ needs to know about one kind of job, from the catalogue. */
export function jobOptions(name: JobName): JobsOptions {
  const definition: JobDefinition = jobs[name];
  if (definition.attempts === 1) return { attempts: 1 };
  return { attempts: definition.attempts, backoff: { type: "exponential", delay: RETRY_BACKOFF_MS, jitter: 0.5 } };
}

/**
 * Adds a job once: while one with the same `key` (by default one per kind) waits or runs, a second call does nothing.
 * A typo in the name or a wrong payload does not compile.
 */
export async function enqueue<N extends JobName>(
  queues: Queues,
  name: N,
  payload: JobPayload<N>,
  key: string = name,
): Promise<void> {
  await queues[jobs[name].lane].add(name, payload, {
    ...jobOptions(name),
    ...traceOptions(),
    deduplication: { id: key },
  });
}
