import type { Redis } from "ioredis";
import { fruitlessChartKey } from "./keys";
import { reply } from "./reply";

/** A chart that was too short is asked for again after a day, by the wall clock: each asking costs a credit. */
const TTL_SECONDS = 24 * 3_600;

/** Remembers for a day that the charts of these coins give no baseline. */
export async function rememberFruitlessCharts(redis: Redis, coinIds: readonly string[]): Promise<void> {
  const writes = redis.multi();
  for (const id of coinIds) writes.set(fruitlessChartKey(id), "1", "EX", TTL_SECONDS);
  await reply(writes.exec());
}

/** Those of these coins whose charts were of no use within the last day. */
export async function listFruitlessCharts(redis: Redis, coinIds: readonly string[]): Promise<Set<string>> {
  if (coinIds.length === 0) return new Set();
  const known = await reply(redis.mget(coinIds.map(fruitlessChartKey)));
  return new Set(coinIds.filter((_, index) => known[index] !== null));
}
