import type { Redis } from "ioredis";
import type { Logger } from "@/lib/log";
import { type Candle, candleSchema } from "@/lib/market/candle";
import { formingCandleKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

/** It changes with every trade, so an old one is worth nothing. */
const TTL_SECONDS = 300;

/** The hourly candle of a coin that is still forming; null: there is none. */
export async function writeFormingCandle(redis: Redis, coinId: string, forming: Candle | null): Promise<void> {
  const key = formingCandleKey(coinId);
  if (forming === null) await reply(redis.del(key));
  else await reply(redis.set(key, JSON.stringify(forming), "EX", TTL_SECONDS));
}

export async function readFormingCandle(redis: Redis, coinId: string, log?: Logger): Promise<Candle | null> {
  const key = formingCandleKey(coinId);
  const text = await reply(redis.get(key));
  return text === null ? null : parseValue(key, text, candleSchema, log);
}
