import type { Redis } from "ioredis";
import type { Logger } from "@/lib/log";
import { type PairMap, pairMapSchema } from "@/lib/market/pair";
import { pairMapKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 7 * 24 * 3_600;

/** Which pair trades which coin. */
export async function writePairMap(redis: Redis, map: PairMap): Promise<void> {
  await reply(redis.set(pairMapKey, JSON.stringify(map), "EX", TTL_SECONDS));
}

export async function readPairMap(redis: Redis, log?: Logger): Promise<PairMap | null> {
  const text = await reply(redis.get(pairMapKey));
  return text === null ? null : parseValue(pairMapKey, text, pairMapSchema, log);
}

/** As when another market began: its coins are others. */
export async function forgetPairMap(redis: Redis): Promise<void> {
  await reply(redis.del(pairMapKey));
}
