import { FlowProducer } from "bullmq";
import type { Redis } from "ioredis";
import type { Queues } from "./connect-queues";
import { jobOptions } from "./enqueue";
import { queueName } from "./lanes";
import { traceOptions } from "./trace-options";

export interface QueuedBacktest {
  readonly id: string;
  /** How often it was claimed already: the next claim is another job. */
  readonly attempt: number;
}

/**
 * Queues backtests that wait; one that is queued already stays as it is. Nothing is kept of finished jobs: the rows are, and a
 * job kept under the same id would hide a new one.
 */
export async function queueBacktests(queues: Queues, waiting: readonly QueuedBacktest[]): Promise<void> {
  await queues.research.addBulk(
    waiting.map(({ id, attempt }) => ({
      name: "backtest.run",
      data: { backtestId: id },
      opts: {
        ...jobOptions("backtest.run"),
        ...traceOptions(),
        jobId: `${id}.run.${attempt}`,
        removeOnComplete: true,
        removeOnFail: true,
      },
    })),
  );
}

/** The one that was just asked for. */
export const queueBacktest = (queues: Queues, id: string): Promise<void> =>
  queueBacktests(queues, [{ id, attempt: 0 }]);

/**
 * Queues the parts of a backtest for whoever is free, and what puts them together when they have ended, however they did:
 * whether all of them are there is for the rows to say.
 */
export async function queueParts(
  redis: Redis,
  { id, attempt }: QueuedBacktest,
  parts: readonly number[],
): Promise<void> {
  const flows = new FlowProducer({ connection: redis });
  const queue = queueName("research");
  try {
    await flows.add({
      name: "backtest.join",
      queueName: queue,
      data: { backtestId: id },
      opts: { ...jobOptions("backtest.join"), ...traceOptions(), jobId: joinId({ id, attempt }) },
      children: parts.map((part) => ({
        name: "backtest.part",
        queueName: queue,
        data: { backtestId: id, part },
        opts: {
          ...jobOptions("backtest.part"),
          ...traceOptions(),
          jobId: `${id}.part.${attempt}.${part}`,
          ignoreDependencyOnFailure: true,
          removeOnComplete: true,
        },
      })),
    });
  } finally {
    await flows.close();
  }
}

/**
 * Whether the queue will get to the end of a split backtest by itself. `lost`: it never heard of it, or forgot it when Redis was
 * wiped; `over`: it gave up on it.
 */
export async function standingOfParts(queues: Queues, queued: QueuedBacktest): Promise<"pending" | "over" | "lost"> {
  const job = await queues.research.getJob(joinId(queued));
  if (job === undefined) return "lost";
  const state = await job.getState();
  return state === "failed" || state === "completed" || state === "unknown" ? "over" : "pending";
}

const joinId = ({ id, attempt }: QueuedBacktest) => `${id}.join.${attempt}`;
