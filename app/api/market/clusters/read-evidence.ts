import type { ListServices } from "@/app/api/open-hot-lists";
import { readClusterRun } from "@/lib/cache/cluster-run";
import type { ClusterMethod, ClusterRun, ClusterSummary } from "@/lib/clustering/cluster-run";
import type { UnixMs } from "@/lib/market/units";
import { listClusterSummaries, readLatestClusterRun } from "@/lib/store/cluster-runs";

/** Two days of hourly runs. */
const HISTORY_RUNS = 48;

export interface ClusterEvidence {
  readonly run: ClusterRun | null;
  /** Earlier runs, oldest first. */
  readonly history: readonly ClusterSummary[];
}

/** The last run and what the runs before it found. Groups are worth showing without their past. */
export async function readEvidence(
  services: ListServices,
  method: ClusterMethod,
  now: UnixMs,
): Promise<ClusterEvidence> {
  const [run, history] = await Promise.all([readRun(services, method, now), readHistory(services, method, now)]);
  return { run, history };
}

/** From Redis, or from Postgres when Redis is away or empty. A run of the future was left behind by an earlier replay. */
async function readRun(
  { redis, database, log }: ListServices,
  method: ClusterMethod,
  now: UnixMs,
): Promise<ClusterRun | null> {
  try {
    const held = await readClusterRun(redis, method, log);
    if (held !== null && held.computedAt <= now) return held;
  } catch (error) {
    log.warn({ err: error, method }, "The cluster run could not be read from Redis");
  }
  return readLatestClusterRun(database, method, now);
}

async function readHistory({ database, log }: ListServices, method: ClusterMethod, now: UnixMs) {
  try {
    return await listClusterSummaries(database, method, { now, count: HISTORY_RUNS });
  } catch (error) {
    log.warn({ err: error, method }, "The history of the clusters could not be read");
    return [];
  }
}
