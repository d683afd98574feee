import type { Redis } from "ioredis";
import { formatBytes } from "@/lib/format/bytes";
import { judgeSkew } from "./check-clock";
import { type Finding, findingsOf } from "./finding";

const { well, note, warning, problem } = findingsOf("Redis");
const OLDEST = [6, 2] as const;
const FULL = 0.8;

/** What Redis says of itself: `INFO`, which also managed ones answer. */
export async function checkRedis(redis: Redis): Promise<Finding[]> {
  const info = parseInfo(await redis.info());
  const askedAt = Date.now();
  const [seconds, micros] = await redis.time();
  const clock = judgeSkew("Redis", Number(seconds) * 1_000 + Number(micros) / 1_000, askedAt, Date.now());
  return [...judgeRedis(info), clock];
}

export type RedisInfo = Readonly<Record<string, string>>;

export function parseInfo(text: string): RedisInfo {
  const pairs = [...text.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gmu)].map(([, name, value]) => [name ?? "", value ?? ""]);
  return Object.fromEntries(pairs);
}

export function judgeRedis(info: RedisInfo): Finding[] {
  return [judgeVersion(info), judgeEviction(info), ...judgePersistence(info), ...judgeMemory(info)];
}

function judgeVersion({ redis_version: version = "" }: RedisInfo): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (isOld) return problem(`Redis ${version} is too old.`, `Use ${OLDEST.join(".")} or newer, or Valkey.`);
  return well(`Answers; version ${version}.`);
}

function judgeEviction({ maxmemory_policy: policy }: RedisInfo): Finding {
  if (policy === undefined) return note("It does not say whether it evicts; maxmemory-policy must be noeviction.");
  if (policy === "noeviction") return well("Never evicts.");
  return problem(
    `maxmemory-policy is ${policy}: when memory runs out, Redis throws jobs and the board away.`,
    "Set maxmemory-policy noeviction in redis.conf (redis-cli CONFIG SET maxmemory-policy noeviction; CONFIG REWRITE).",
  );
}

function judgePersistence(info: RedisInfo): Finding[] {
  const found: Finding[] = [];
  if (info.aof_enabled === "1") {
    const failed = info.aof_last_write_status === "err" || info.aof_last_bgrewrite_status === "err";
    found.push(
      failed
        ? problem("The append-only file could not be written.", "Look at Redis' log; most often its disk is full.")
        : well("Writes an append-only file."),
    );
  } else {
    found.push(
      warning(
        "Keeps no append-only file: after a crash of Redis everything is rebuilt, and jobs that waited start over.",
        "Set appendonly yes in redis.conf (redis-cli CONFIG SET appendonly yes; CONFIG REWRITE).",
      ),
    );
  }
  if (info.rdb_last_bgsave_status === "err") {
    found.push(
      problem(
        "The last snapshot failed, and Redis may refuse writes because of it.",
        "Look at Redis' log: its disk is full, or vm.overcommit_memory is not 1.",
      ),
    );
  }
  if (info.role === "slave") {
    found.push(problem("REDIS_URL leads to a replica, which takes no writes.", "Point REDIS_URL at the primary."));
  }
  return found;
}

function judgeMemory({ used_memory: used, maxmemory: limit }: RedisInfo): Finding[] {
  const bytes = Number(used ?? 0);
  const most = Number(limit ?? 0);
  if (most === 0) return [well(`Uses ${formatBytes(bytes)}, without a limit of its own.`)];
  const words = `Uses ${formatBytes(bytes)} of ${formatBytes(most)}.`;
  if (bytes < FULL * most) return [well(words)];
  return [warning(words, "Raise maxmemory: a full Redis refuses every write, and the market stands still.")];
}
