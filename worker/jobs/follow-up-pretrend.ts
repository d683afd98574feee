import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Keeps the probabilities of the hour and looks up what became of earlier ones. */
export async function followUpPretrend(_: JobPayload<"pretrend.follow-up">, __: JobContext) {
  return { done: false };
}
