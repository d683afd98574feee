import type { UnixMs } from "@/lib/market/units";
import type { Queues } from "./connect-queues";
import { jobOptions } from "./enqueue";
import { traceOptions } from "./trace-options";

export interface QueuedDelivery {
  readonly id: string;
  /** Wall-clock time. */
  readonly dueAt: UnixMs;
}

/**
 * Queues an attempt of each delivery for when it is due; one that is queued for that moment already stays as it is. Nothing is
 * kept of finished jobs: the ledger is, and a job kept under the same id would hide a new one.
 */
export async function queueDeliveries(queues: Queues, due: readonly QueuedDelivery[], wallNow: UnixMs): Promise<void> {
  await queues.delivery.addBulk(
    due.map(({ id, dueAt }) => ({
      name: "delivery.send",
      data: { deliveryId: id },
      opts: {
        ...jobOptions("delivery.send"),
        ...traceOptions(),
        jobId: `${id}-${Math.ceil(dueAt)}`,
        delay: Math.max(0, Math.ceil(dueAt - wallNow)),
        removeOnComplete: true,
        removeOnFail: true,
      },
    })),
  );
}
