import type { JobPayload } from "@/lib/contracts/jobs";
import { runPart } from "@/worker/research/run-part";
import type { JobContext } from "@/worker/runtime/services";

/** Runs a share of a backtest that was split. */
export async function runBacktestPart({ backtestId, part }: JobPayload<"backtest.part">, context: JobContext) {
  return runPart(context, backtestId, part);
}
