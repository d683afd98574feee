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

/** Every counter by its contract name, such as `fast_refresh_count`; 0 when it never counted. */
export async function readCounters(redis: Redis): Promise<Record<string, number>> {
  const values = await reply(redis.mget(COUNTERS.map(counterKey)));
  return Object.fromEntries(COUNTERS.map((counter, index) => [counter, Number(values[index] ?? 0)]));
}
