import type { Redis } from "ioredis";
import { type RankChanges, rankChangesSchema } from "@/lib/contracts/rank-changes";
import type { Logger } from "@/lib/log";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { boardKeys, pastRankingsKey, rankChangesKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

/** A worker that was slow must not put the changes of an older board over those of the present one. */
const WRITE_IF_CURRENT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 1], 'EX', ARGV[2]) end
return 1
`;

/** Writes what changed with the board of this sequence, all windows or none; false when that board is no longer the present one. */
export async function writeRankChanges(
  redis: Redis,
  sequence: number,
  changes: readonly RankChanges[],
): Promise<boolean> {
  const keys = [boardKeys.sequence, ...changes.map(({ window }) => rankChangesKey(window))];
  const texts = changes.map((one) => JSON.stringify(one));
  const written = await reply(
    redis.eval(WRITE_IF_CURRENT, keys.length, ...keys, String(sequence), TTL_SECONDS, ...texts),
  );
  return written === 1;
}

export async function readRankChanges(redis: Redis, window: RankWindow, log?: Logger): Promise<RankChanges | null> {
  const key = rankChangesKey(window);
  const text = await reply(redis.get(key));
  return text === null ? null : parseValue(key, text, rankChangesSchema, log);
}

export async function forgetRankChanges(redis: Redis): Promise<void> {
  await reply(redis.del(pastRankingsKey, ...rankWindowSchema.options.map(rankChangesKey)));
}
