import { withSingleFlight } from "@/lib/cache/single-flight";
import type { JobPayload } from "@/lib/contracts/jobs";
import { AppError } from "@/lib/errors";
import { upsertCoins } from "@/lib/store/coins";
import { insertVolumeHistory } from "@/lib/store/volume-history";
import { coinsWithoutBaseline } from "@/worker/refresh/ask-for-bootstrap";
import { loadInputs } from "@/worker/refresh/load-inputs";
import { readStanding } from "@/worker/refresh/read-visible";
import type { JobContext } from "@/worker/runtime/services";

const CHART_DAYS = 8;
const LOCK_MS = 15_000;
/** After so many failures in a row the provider is in trouble, not the coin. */
const FAILURES_IN_A_ROW = 3;

/**
 * Volume history of the largest coins from the provider's charts, at low priority. Each coin is stored as it comes, so a run that
 * was interrupted leaves less for the next one.
 */
export async function bootstrapVolume(_: JobPayload<"volume.bootstrap">, context: JobContext) {
  const flight = await withSingleFlight(context.redis, "volume-bootstrap", LOCK_MS, (lost) =>
    bootstrapAll({ ...context, signal: AbortSignal.any([context.signal, context.draining, lost]) }),
  );
  return flight.ran ? flight.value : { skipped: true };
}

async function bootstrapAll(context: JobContext): Promise<{ stored: number; failed: number }> {
  const { db, log, memory, signal } = context;
  // Another worker may have made the board and read the history; this one may remember neither.
  await readStanding(context);
  await loadInputs(context, "full", context.now());
  const coins = coinsWithoutBaseline(memory);
  await upsertCoins(db.database, coins);
  let stored = 0;
  let failed = 0;
  let inARow = 0;
  for (const { id } of coins) {
    if (signal.aborted) break;
    try {
      stored += await bootstrapCoin(context, id);
      inARow = 0;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.debug({ id, error: error.message }, "no volume history for a coin");
      failed += 1;
      inARow += 1;
      if (inARow >= FAILURES_IN_A_ROW) throw error;
    }
  }
  // The next full refresh reads the history again.
  if (stored > 0) memory.baselines = null;
  return { stored, failed };
}

async function bootstrapCoin({ coingecko, db, signal }: JobContext, id: string): Promise<number> {
  const { volumes } = await coingecko.fetchMarketChart(id, CHART_DAYS, signal);
  const points = volumes.map(([at, volumeUsd]) => ({ at, volumeUsd }));
  return insertVolumeHistory(db.database, id, points, "market_chart");
}
