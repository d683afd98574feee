import type { Redis } from "ioredis";
import { type WhaleBoard, type WhaleDetails, whaleBoardSchema, whaleDetailsSchema } from "@/lib/contracts/whales";
import type { Logger } from "@/lib/log";
import { whaleBoardKey, whaleDetailsKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

/** The board of all coins, and the details of those that changed since the last write; both in one step. */
export async function writeWhaleBoard(redis: Redis, board: WhaleBoard, details: readonly WhaleDetails[]) {
  const transaction = redis.multi().set(whaleBoardKey, JSON.stringify(board), "EX", TTL_SECONDS);
  if (details.length > 0) {
    transaction.hset(whaleDetailsKey, new Map(details.map((one) => [one.report.coinId, JSON.stringify(one)])));
    transaction.expire(whaleDetailsKey, TTL_SECONDS);
  }
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

/** As when another market began: what was watched is not of this one. */
export async function forgetWhales(redis: Redis): Promise<void> {
  await reply(redis.del(whaleBoardKey, whaleDetailsKey));
}
