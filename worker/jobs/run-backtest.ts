import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

export async function runBacktest(_: JobPayload<"backtest.run">, _context: JobContext): Promise<never> {
  throw new Error("not built yet");
}
