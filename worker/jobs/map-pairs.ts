import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Finds which venue pair trades which coin. */
export async function mapPairs(_: JobPayload<"pairs.map">, __: JobContext) {
  return { done: false };
}
