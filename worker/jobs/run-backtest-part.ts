import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

export async function runBacktestPart(_: JobPayload<"backtest.part">, _context: JobContext): Promise<never> {
  throw new Error("not built yet");
}
