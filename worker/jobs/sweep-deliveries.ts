import type { JobPayload } from "@/lib/contracts/jobs";
import { queueDeliveries } from "@/lib/queue/deliveries";
import { takeUnqueued } from "@/lib/store/deliveries";
import type { JobContext } from "@/worker/runtime/services";

const AT_ONCE = 1_000;

/** Enqueues what was committed and never queued, and what a dead worker or a wiped Redis left behind. */
export async function sweepDeliveries(_: JobPayload<"delivery.sweep">, context: JobContext) {
  const { db, queues, delivery, signal, wallNow } = context;
  let queued = 0;
  for (;;) {
    signal.throwIfAborted();
    const found = await takeUnqueued(db.database, AT_ONCE, delivery.policy.graceMs, wallNow());
    if (found.length > 0) await queueDeliveries(queues, found, wallNow());
    queued += found.length;
    if (found.length < AT_ONCE) return { queued };
  }
}
