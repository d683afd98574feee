import { writePretrend } from "@/lib/cache/pretrend";
import type { JobContext } from "@/worker/runtime/services";

/**
 * Puts the last judgement where pages read it, once, after the board that used it became visible. A Redis that is away costs
 * only the explanation, and the next refresh tries again.
 */
export async function tellPretrend({ redis, log, memory }: JobContext): Promise<void> {
  const { pretrend } = memory;
  const { judged } = pretrend;
  if (judged === null || judged === pretrend.told) return;
  const details = new Map(Array.from(judged.forecasts, ([id, forecast]) => [id, forecast.details]));
  try {
    await writePretrend(redis, judged.serving, details);
    pretrend.told = judged;
  } catch (error) {
    log.warn({ err: error }, "The pre-trend details could not be written");
  }
}
