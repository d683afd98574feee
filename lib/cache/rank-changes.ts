import type { Redis } from "ioredis";
import { type RankChanges, rankChangesSchema } from "@/lib/contracts/rank-changes";
import type { Logger } from "@/lib/log";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { rankChangesKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

export async function writeRankChanges(redis: Redis, changes: RankChanges): Promise<void> {
  await reply(redis.set(rankChangesKey(changes.window), JSON.stringify(changes), "EX", TTL_SECONDS));
}

export async function readRankChanges(redis: Redis, window: RankWindow, log?: Logger): Promise<RankChanges | null> {
  const key = rankChangesKey(window);
  const text = await reply(redis.get(key));
  return text === null ? null : parseValue(key, text, rankChangesSchema, log);
}
