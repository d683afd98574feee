import type { JobPayload } from "@/lib/contracts/jobs";
import { retainHistory as retain } from "@/lib/store/retain-history";
import type { JobContext } from "@/worker/runtime/services";

/** Down-samples what is closed and drops what is too old, in market time. */
export async function retainHistory(_: JobPayload<"history.retain">, { db, now }: JobContext) {
  return retain(db.database, now());
}
