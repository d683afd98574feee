import type { Redis } from "ioredis";
import { type ProcessBeat, processBeatSchema } from "@/lib/contracts/status";
import type { Logger } from "@/lib/log";
import { processBeatIndexKey, processBeatPrefix } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

/** A process that has not beaten for this long is missing. */
export const BEAT_TTL_SECONDS = 15;

const beatKey = (name: string): string => `${processBeatPrefix}${name}`;

/** Says that a process lives. The index remembers names; the beat itself expires. */
export async function writeBeat(redis: Redis, beat: ProcessBeat): Promise<void> {
  const name = `${beat.role}:${beat.id}`;
  const written = redis
    .multi()
    .set(beatKey(name), JSON.stringify(beat), "EX", BEAT_TTL_SECONDS)
    .sadd(processBeatIndexKey, name)
    .exec();
  await reply(written);
}

/** Every process that beat within the last 15 s, by role and id. */
export async function listBeats(redis: Redis, log?: Logger): Promise<ProcessBeat[]> {
  const names = (await reply(redis.smembers(processBeatIndexKey))).toSorted();
  if (names.length === 0) return [];
  const texts = await reply(redis.mget(names.map(beatKey)));
  const gone = names.filter((_, index) => texts[index] === null);
  if (gone.length > 0) await reply(redis.srem(processBeatIndexKey, gone));
  return names.flatMap((name, index) => {
    const text = texts[index];
    const beat = text == null ? null : parseValue(beatKey(name), text, processBeatSchema, log);
    return beat === null ? [] : [beat];
  });
}
