import type { Redis } from "ioredis";
import { type ErrorTally, errorTallySchema } from "@/lib/contracts/status";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import { errorTallyKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 7 * 24 * 3_600;
const MESSAGE_MAX = 300;

/** Counts and remembers in one step, so that two processes never lose a count. */
const RECORD = `
redis.call('HINCRBY', KEYS[1], 'count:' .. ARGV[1], 1)
redis.call('HSET', KEYS[1], 'last:' .. ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

const lastSchema = errorTallySchema.pick({ lastMessage: true, lastAt: true });

/** Tallies an error under a short kind, such as "coingecko.timeout". Wall-clock time. */
export async function recordError(redis: Redis, kind: string, message: string, wallNow: UnixMs): Promise<void> {
  const last = JSON.stringify({ lastMessage: message.slice(0, MESSAGE_MAX), lastAt: wallNow });
  await reply(redis.eval(RECORD, 1, errorTallyKey, kind, last, TTL_SECONDS));
}

/** Every kind of error of the last days, the latest first. */
export async function listErrors(redis: Redis, log?: Logger): Promise<ErrorTally[]> {
  const fields = await reply(redis.hgetall(errorTallyKey));
  const kinds = Object.keys(fields).flatMap((field) => (field.startsWith("last:") ? [field.slice(5)] : []));
  const tallies = kinds.flatMap((kind) => {
    const last = parseValue(errorTallyKey, fields[`last:${kind}`] ?? "", lastSchema, log);
    return last === null ? [] : [{ kind, count: Number(fields[`count:${kind}`] ?? 0), ...last }];
  });
  return tallies.toSorted((a, b) => b.lastAt - a.lastAt || a.kind.localeCompare(b.kind));
}
