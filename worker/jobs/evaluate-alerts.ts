import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Judges every rule on every board since the last judgement. */
export async function evaluateAlerts(_: JobPayload<"alerts.evaluate">, __: JobContext) {
  return { done: false };
}
