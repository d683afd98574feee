import type { JobPayload } from "@/lib/contracts/jobs";
import { runClaimed } from "@/worker/research/run-claimed";
import type { JobContext } from "@/worker/runtime/services";

/** Runs one backtest from its row, in a thread of its own. */
export async function runBacktest({ backtestId }: JobPayload<"backtest.run">, context: JobContext) {
  return runClaimed(context, backtestId);
}
