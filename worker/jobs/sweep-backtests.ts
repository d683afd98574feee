import type { JobPayload } from "@/lib/contracts/jobs";
import { sweepRows } from "@/worker/research/sweep-rows";
import type { JobContext } from "@/worker/runtime/services";

/** Queues what was committed and never queued, or left behind by a dead worker or a wiped Redis. */
export async function sweepBacktests(_: JobPayload<"backtest.sweep">, context: JobContext) {
  return sweepRows(context);
}
