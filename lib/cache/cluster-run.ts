import type { Redis } from "ioredis";
import {
  type ClusterMethod,
  type ClusterRun,
  clusterMethodSchema,
  clusterRunSchema,
} from "@/lib/clustering/cluster-run";
import type { Logger } from "@/lib/log";
import { clusterRunKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 7 * 24 * 3_600;

/** The last run of one method. */
export async function writeClusterRun(redis: Redis, run: ClusterRun): Promise<void> {
  await reply(redis.set(clusterRunKey(run.method), JSON.stringify(run), "EX", TTL_SECONDS));
}

export async function readClusterRun(redis: Redis, method: ClusterMethod, log?: Logger): Promise<ClusterRun | null> {
  const key = clusterRunKey(method);
  const text = await reply(redis.get(key));
  return text === null ? null : parseValue(key, text, clusterRunSchema, log);
}

/** Takes away the runs of every method. */
export async function forgetClusterRuns(redis: Redis): Promise<void> {
  await reply(redis.del(clusterMethodSchema.options.map(clusterRunKey)));
}
