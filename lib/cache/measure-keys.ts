import type { Redis } from "ioredis";
import { KEY_PREFIX } from "./keys";

export interface KeyFamily {
  readonly family: string;
  readonly keys: number;
  readonly bytes: number;
}

const PORTION = 500;

/**
 * How much memory each family of keys takes: ours by the two words after the prefix, BullMQ's by queue. Looks at every key, a
 * portion at a time: for drills, not for requests.
 */
export async function measureKeys(redis: Redis): Promise<KeyFamily[]> {
  const families = new Map<string, { keys: number; bytes: number }>();
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "COUNT", PORTION);
    cursor = next;
    const sizes = redis.pipeline();
    for (const key of keys) sizes.memory("USAGE", key, "SAMPLES", 0);
    const answers = (await sizes.exec()) ?? [];
    for (const [index, key] of keys.entries()) {
      const sum = families.get(familyOf(key)) ?? { keys: 0, bytes: 0 };
      sum.keys += 1;
      sum.bytes += Number(answers[index]?.[1] ?? 0);
      families.set(familyOf(key), sum);
    }
  } while (cursor !== "0");
  return [...families].map(([family, sum]) => ({ family, ...sum })).sort((a, b) => b.bytes - a.bytes);
}

/** "ghostquant:momentum:board" → "momentum:board"; "ghostquant:beat:web-1" → "beat:*"; "bull:compute:meta" → "bull:compute". */
export function familyOf(key: string): string {
  if (!key.startsWith(KEY_PREFIX)) return key.split(":").slice(0, 2).join(":");
  const [first = "", second, ...rest] = key.slice(KEY_PREFIX.length).split(":");
  if (second === undefined) return first;
  if (rest.length > 0) return `${first}:${second}:*`;
  return SINGLE_VALUES.has(first) ? `${first}:${second}` : `${first}:*`;
}

/** Families whose members are named one by one, because each is another thing. */
const SINGLE_VALUES: ReadonlySet<string> = new Set([
  "momentum",
  "market",
  "coingecko",
  "whales",
  "rank-changes",
  "clusters",
  "pretrend",
  "scorecard",
  "alerts",
  "pairs",
]);
