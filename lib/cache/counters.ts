import type { Redis } from "ioredis";
import { counterKey } from "./keys";
import { reply } from "./reply";

/** What operators count: contract.md §6 `ghostquant:metrics:{name}_{count,errors}`. */
export const counterNames = ["fast_refresh", "full_refresh", "clustering"] as const;
export type CounterName = (typeof counterNames)[number];
export type CounterKind = "count" | "errors";

const COUNTERS = counterNames.flatMap((name) => [`${name}_count`, `${name}_errors`]);

export async function incrementCounter(redis: Redis, name: CounterName, kind: CounterKind): Promise<void> {
  await reply(redis.incr(counterKey(`${name}_${kind}`)));
}

/** Makes every counter exist, at 0 where it never counted: operators read the keys themselves. Counts stay. */
export async function ensureCounters(redis: Redis): Promise<void> {
  const writes = redis.multi();
  for (const counter of COUNTERS) writes.set(counterKey(counter), 0, "NX");
  await reply(writes.exec());
}

/** Every counter by its contract name, such as `fast_refresh_count`; 0 when it never counted or a stranger wrote it. */
export async function readCounters(redis: Redis): Promise<Record<string, number>> {
  const values = await reply(redis.mget(COUNTERS.map(counterKey)));
  return Object.fromEntries(COUNTERS.map((counter, index) => [counter, toCount(values[index])]));
}

function toCount(text: string | null | undefined): number {
  const count = Number(text ?? 0);
  return Number.isSafeInteger(count) ? count : 0;
}
