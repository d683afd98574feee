import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { liveClock, type MarketClock, marketClockSchema } from "@/lib/market/clock";

const ASK_TIMEOUT_MS = 2_000;
const ASK_AGAIN_MS = 250;
const PATIENCE_MS = 30_000;

/** Where market time stands: on the wall for the live market, else what the market server says. Null: it did not answer. */
export async function askMarketClock(serverUrl: string | null): Promise<MarketClock | null> {
  if (serverUrl === null) return liveClock;
  try {
    const response = await fetch(`${serverUrl}/__clock`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    return marketClockSchema.safeParse(await response.json()).data ?? null;
  } catch {
    return null;
  }
}

/** The clock at a start; the market server may be starting too. */
export async function learnMarketClock(
  serverUrl: string | null,
  log: Logger,
  signal: AbortSignal,
): Promise<MarketClock> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += ASK_AGAIN_MS) {
    const clock = await askMarketClock(serverUrl);
    if (clock !== null) return clock;
    if (waitedMs === 0) log.info({ serverUrl }, "waiting for the market server");
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
  throw new AppError("upstream_unavailable", `The market server at ${serverUrl} does not answer`, { retryable: true });
}
