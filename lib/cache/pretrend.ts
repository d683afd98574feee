import type { Redis } from "ioredis";
import type { Logger } from "@/lib/log";
import { type PretrendDetails, pretrendDetailsSchema } from "@/lib/pretrend/pretrend-details";
import { type PretrendServing, pretrendServingSchema } from "@/lib/pretrend/serving";
import { pretrendDetailsKey, pretrendServingKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

/** What is served and every coin's details, replaced as a whole. */
export async function writePretrend(
  redis: Redis,
  serving: PretrendServing,
  details: ReadonlyMap<string, PretrendDetails>,
): Promise<void> {
  const transaction = redis
    .multi()
    .set(pretrendServingKey, JSON.stringify(serving), "EX", TTL_SECONDS)
    .del(pretrendDetailsKey);
  if (details.size > 0) {
    transaction.hset(pretrendDetailsKey, new Map(Array.from(details, ([id, one]) => [id, JSON.stringify(one)])));
    transaction.expire(pretrendDetailsKey, TTL_SECONDS);
  }
  await reply(transaction.exec());
}

export async function readPretrendServing(redis: Redis, log?: Logger): Promise<PretrendServing | null> {
  const text = await reply(redis.get(pretrendServingKey));
  return text === null ? null : parseValue(pretrendServingKey, text, pretrendServingSchema, log);
}

export async function readPretrendDetails(redis: Redis, coinId: string, log?: Logger): Promise<PretrendDetails | null> {
  const text = await reply(redis.hget(pretrendDetailsKey, coinId));
  return text === null ? null : parseValue(pretrendDetailsKey, text, pretrendDetailsSchema, log);
}
