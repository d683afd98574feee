import type { Redis } from "ioredis";
import type { Logger } from "@/lib/log";
import { type MarketClock, marketClockSchema } from "@/lib/market/clock";
import { marketClockKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

/** The worker learned where market time stands; everybody else reads it. It does not expire: time has no holes. */
export async function writeMarketClock(redis: Redis, clock: MarketClock): Promise<void> {
  await reply(redis.set(marketClockKey, JSON.stringify(clock)));
}

/** Null until a worker has learned the clock. */
export async function readMarketClock(redis: Redis, log?: Logger): Promise<MarketClock | null> {
  const text = await reply(redis.get(marketClockKey));
  return text === null ? null : parseValue(marketClockKey, text, marketClockSchema, log);
}
