import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Measures what past scores were worth. */
export async function measureScorecard(_: JobPayload<"scorecard.measure">, __: JobContext) {
  return { done: false };
}
