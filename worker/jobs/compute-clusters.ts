import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Groups the ranked coins of the visible board. */
export async function computeClusters(_: JobPayload<"clusters.compute">, __: JobContext) {
  return { done: false };
}
