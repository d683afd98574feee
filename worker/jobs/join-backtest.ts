import type { JobPayload } from "@/lib/contracts/jobs";
import { joinRun } from "@/worker/research/join-run";
import type { JobContext } from "@/worker/runtime/services";

/** Puts the parts of a backtest together. */
export async function joinBacktest({ backtestId }: JobPayload<"backtest.join">, context: JobContext) {
  return joinRun(context, backtestId);
}
