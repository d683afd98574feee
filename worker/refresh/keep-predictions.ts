import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { insertPredictions, readLatestPredictionTime, type StoredPrediction } from "@/lib/store/pretrend";
import type { JobContext } from "@/worker/runtime/services";
import type { VisibleBoard, WorkerMemory } from "./memory";
import type { Judgement } from "./pretrend-memory";
import { recordName } from "./pretrend-standing";

/** One row a coin and four hours: the labels of closer ones would be nearly the same. */
const EVERY_MS = 4 * HOUR_MS;

const periodOf = (at: UnixMs): number => Math.floor(at / EVERY_MS);

/**
 * Keeps what the visible board said of every coin, with the price a reader saw beside it, so that it can be compared with what
 * happens. The first board of a period is kept, whichever worker made it; without Postgres it stays due.
 */
export async function keepPredictions(context: JobContext, { snapshot }: VisibleBoard): Promise<void> {
  const { db, memory } = context;
  const { judged, loaded } = memory.pretrend;
  const { board } = snapshot;
  if (judged === null || loaded === null || judged.at !== board.writtenAt || memory.coinKeys.size === 0) return;
  if (memory.pretrend.keptPeriod === periodOf(judged.at)) return;
  const kept = await db.attempt("pre-trend predictions", async (database) => {
    const latest = await readLatestPredictionTime(database, judged.at);
    if (latest !== null && periodOf(latest) === periodOf(judged.at)) return;
    const prices = new Map(board.coins.map(({ asset }) => [asset.id, asset.priceUsd]));
    await insertPredictions(database, judged.at, recordName(loaded, context), rowsOf(judged, prices, memory));
  });
  if (kept.ok) memory.pretrend.keptPeriod = periodOf(judged.at);
}

function rowsOf(
  { forecasts, serving }: Judgement,
  prices: ReadonlyMap<string, number | null>,
  { coinKeys }: WorkerMemory,
): StoredPrediction[] {
  return Array.from(forecasts).flatMap(([id, { details, modelProbability, sigma24 }]) => {
    const coin = coinKeys.get(id);
    const price = prices.get(id) ?? null;
    if (coin === undefined || price === null) return [];
    const { baseRate } = serving;
    return [{ coin, price, sigma24, modelProbability, servedProbability: details.probability, baseRate }];
  });
}
