import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Brings one coin its hourly candles up to date. */
export async function loadCandles(_: JobPayload<"candles.load">, __: JobContext) {
  return { done: false };
}
