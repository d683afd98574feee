import { rememberFruitlessCharts } from "@/lib/cache/fruitless-charts";
import { withSingleFlight } from "@/lib/cache/single-flight";
import type { JobPayload } from "@/lib/contracts/jobs";
import { AppError } from "@/lib/errors";
import { upsertCoins } from "@/lib/store/coins";
import { insertVolumeHistory } from "@/lib/store/volume-history";
import { coinsWithoutBaseline, coinsWorthCharting } from "@/worker/refresh/ask-for-bootstrap";
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

interface Progress {
  /** Coins whose chart needs no second asking today. */
  charted: string[];
  stored: number;
  failed: number;
}

async function bootstrapAll(context: JobContext): Promise<{ stored: number; failed: number }> {
  // Another worker may have made the board and read the history; this one may remember neither.
  await readStanding(context);
  await loadInputs(context, "full", context.now());
  const coins = await coinsWorthCharting(context);
  await upsertCoins(context.db.database, coins);
  const progress: Progress = { charted: [], stored: 0, failed: 0 };
  try {
    await chartAll(context, coins, progress);
  } finally {
    await judgeCharts(context, progress.charted);
  }
  return { stored: progress.stored, failed: progress.failed };
}

async function chartAll(context: JobContext, coins: readonly { id: string }[], progress: Progress): Promise<void> {
  let inARow = 0;
  for (const { id } of coins) {
    if (context.signal.aborted) return;
    try {
      progress.stored += await bootstrapCoin(context, id);
      progress.charted.push(id);
      inARow = 0;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      context.log.debug({ id, error: error.message }, "no volume history for a coin");
      progress.failed += 1;
      // A coin that the provider does not know is the coin's own trouble.
      if (error.code === "not_found") progress.charted.push(id);
      else inARow += 1;
      if (inARow >= FAILURES_IN_A_ROW) throw error;
    }
  }
}

/** Reads the history anew, and remembers the coins that still have no baseline although their chart was asked for. */
async function judgeCharts(context: JobContext, charted: readonly string[]): Promise<void> {
  const { memory, redis } = context;
  if (charted.length === 0) return;
  memory.baselines = null;
  await loadInputs(context, "full", context.now());
  if (memory.baselines === null) return;
  const lacking = new Set(coinsWithoutBaseline(memory).map(({ id }) => id));
  await rememberFruitlessCharts(
    redis,
    charted.filter((id) => lacking.has(id)),
  );
}

async function bootstrapCoin({ coingecko, db, signal }: JobContext, id: string): Promise<number> {
  const { volumes } = await coingecko.fetchMarketChart(id, CHART_DAYS, signal);
  const points = volumes.map(([at, volumeUsd]) => ({ at, volumeUsd }));
  return insertVolumeHistory(db.database, id, points, "market_chart");
}
