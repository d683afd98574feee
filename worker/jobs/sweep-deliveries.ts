import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Enqueues what was committed and never queued. */
export async function sweepDeliveries(_: JobPayload<"delivery.sweep">, __: JobContext) {
  return { done: false };
}
