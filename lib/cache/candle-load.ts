import type { Redis } from "ioredis";
import { z } from "zod";
import type { Logger } from "@/lib/log";
import { candleLoadKey, candleTroubleKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

/** What became of the last asking for a coin's candles. */
const candleLoadSchema = z.object({ state: z.enum(["asked", "empty", "failed"]), reason: z.string() });
export type CandleLoad = z.infer<typeof candleLoadSchema>;

/** Nobody asks again before this: a page that polls must not make a queue of jobs. */
const TTL_SECONDS = { asked: 15, failed: 30, empty: 600 } as const;

const TROUBLE_TTL_SECONDS = 7 * 24 * 3_600;

/** True for the one who should ask for the candles now. */
export async function claimCandleLoad(redis: Redis, coinId: string): Promise<boolean> {
  const asked: CandleLoad = { state: "asked", reason: "" };
  const key = candleLoadKey(coinId);
  return (await reply(redis.set(key, JSON.stringify(asked), "EX", TTL_SECONDS.asked, "NX"))) !== null;
}

export async function noteCandleLoad(redis: Redis, coinId: string, load: CandleLoad): Promise<void> {
  await reply(redis.set(candleLoadKey(coinId), JSON.stringify(load), "EX", TTL_SECONDS[load.state]));
  if (load.state === "failed") await reply(redis.set(candleTroubleKey(coinId), load.reason, "EX", TROUBLE_TTL_SECONDS));
}

/** Why the last try failed; null once one has worked again. Outlives the wait for the next try. */
export function readCandleTrouble(redis: Redis, coinId: string): Promise<string | null> {
  return reply(redis.get(candleTroubleKey(coinId)));
}

export async function clearCandleTrouble(redis: Redis, coinId: string): Promise<void> {
  await reply(redis.del(candleTroubleKey(coinId)));
}

export async function readCandleLoad(redis: Redis, coinId: string, log?: Logger): Promise<CandleLoad | null> {
  const text = await reply(redis.get(candleLoadKey(coinId)));
  return text === null ? null : parseValue(candleLoadKey(coinId), text, candleLoadSchema, log);
}
