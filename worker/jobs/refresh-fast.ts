import type { JobPayload } from "@/lib/contracts/jobs";
import { refreshMomentum } from "@/worker/refresh/refresh-momentum";
import type { JobContext } from "@/worker/runtime/services";

/** The largest coins again; the whole universe is re-ranked with them. */
export async function refreshFast(_: JobPayload<"momentum.refresh-fast">, context: JobContext) {
  const outcome = await refreshMomentum(context, "fast");
  if (outcome.skipped) return { skipped: true };
  return { sequence: outcome.board.state.sequence, visibleMs: outcome.visibleMs };
}
