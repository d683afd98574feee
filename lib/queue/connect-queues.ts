import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Lane } from "@/lib/contracts/jobs";
import type { Logger } from "@/lib/log";
import { allLanes, queueName } from "./lanes";

export type Queues = Readonly<Record<Lane, Queue>>;

/** Finished jobs are kept for a look back, bounded so that Redis does not grow. */
export const KEEP_COMPLETED = { count: 100 };
export const KEEP_FAILED = { count: 200 };

/** One queue per lane on a connection that the caller owns and closes. */
export function connectQueues(redis: Redis, log: Logger): Queues {
  const connect = (lane: Lane): Queue => {
    const queue = new Queue(queueName(lane), {
      connection: redis,
      defaultJobOptions: { removeOnComplete: KEEP_COMPLETED, removeOnFail: KEEP_FAILED },
    });
    // A queue without a listener prints raw errors whenever Redis is away.
    queue.on("error", (error) => log.debug({ lane, error: error.message }, "queue connection"));
    return queue;
  };
  return Object.fromEntries(allLanes.map((lane) => [lane, connect(lane)])) as unknown as Queues;
}

export async function closeQueues(queues: Queues): Promise<void> {
  await Promise.allSettled(Object.values(queues).map((queue) => queue.close()));
}
