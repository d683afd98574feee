import type { Redis } from "ioredis";
import { type WhaleBoard, type WhaleDetails, whaleBoardSchema, whaleDetailsSchema } from "@/lib/contracts/whales";
import type { Logger } from "@/lib/log";
import { whaleBoardKey, whaleDetailsKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

/** The board of all coins, the details of those that changed since the last write, and those that are gone; in one step. */
export async function writeWhaleBoard(
  redis: Redis,
  board: WhaleBoard,
  details: readonly WhaleDetails[],
  gone: readonly string[] = [],
): Promise<void> {
  const transaction = redis.multi().set(whaleBoardKey, JSON.stringify(board), "EX", TTL_SECONDS);
  if (details.length > 0) {
    transaction.hset(whaleDetailsKey, new Map(details.map((one) => [one.report.coinId, JSON.stringify(one)])));
    transaction.expire(whaleDetailsKey, TTL_SECONDS);
  }
  if (gone.length > 0) transaction.hdel(whaleDetailsKey, ...gone);
  await reply(transaction.exec());
}

export async function readWhaleBoard(redis: Redis, log?: Logger): Promise<WhaleBoard | null> {
  const text = await reply(redis.get(whaleBoardKey));
  return text === null ? null : parseValue(whaleBoardKey, text, whaleBoardSchema, log);
}

export async function readWhaleDetails(redis: Redis, coinId: string, log?: Logger): Promise<WhaleDetails | null> {
  const text = await reply(redis.hget(whaleDetailsKey, coinId));
  return text === null ? null : parseValue(whaleDetailsKey, text, whaleDetailsSchema, log);
}

/** Details that a watch before this one wrote of coins that this one does not know. */
export async function forgetStrangers(redis: Redis, coinIds: ReadonlySet<string>): Promise<void> {
  const strangers = (await reply(redis.hkeys(whaleDetailsKey))).filter((id) => !coinIds.has(id));
  if (strangers.length > 0) await reply(redis.hdel(whaleDetailsKey, ...strangers));
}

/** As when another market began: what was watched is not of this one. */
export async function forgetWhales(redis: Redis): Promise<void> {
  await reply(redis.del(whaleBoardKey, whaleDetailsKey));
}
