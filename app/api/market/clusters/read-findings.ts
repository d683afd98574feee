import type { WebServices } from "@/app/api/web-services";
import { readClusterRun } from "@/lib/cache/cluster-run";
import type { ClusterMethod, ClusterRun } from "@/lib/clustering/cluster-run";
import { FEWEST_COINS } from "@/lib/clustering/cluster-universe";
import { isOldRun } from "@/lib/clustering/old-run";
import type { ClusterFindings } from "@/lib/contracts/http/clusters-wire";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { UnixMs } from "@/lib/market/units";
import { listClusterSummaries, readLatestClusterRun } from "@/lib/store/cluster-runs";

/** Two days of hourly runs. */
const HISTORY_RUNS = 48;

interface Moment {
  readonly board: MomentumBoard;
  readonly now: UnixMs;
}

/** The last run and what the runs before it found. Groups are worth showing without their past. */
export async function readFindings(
  services: WebServices,
  method: ClusterMethod,
  { board, now }: Moment,
): Promise<ClusterFindings> {
  const { CLUSTERING_METHOD: listMethod, CLUSTERING_UPDATE_INTERVAL: everySeconds } = services.env;
  const asked = { method, listMethod, isOld: false };
  if (!services.env.CLUSTERING_ENABLED)
    return { ...asked, run: null, history: [], reason: "Clustering is switched off on this server." };
  const [run, history] = await Promise.all([readRun(services, method, now), readHistory(services, method, now)]);
  const isOld = run !== null && isOldRun(run, everySeconds, now);
  return { ...asked, isOld, run, history, reason: run === null ? whyNone(board) : "" };
}

/** From Redis, or from Postgres when Redis is away or empty. A run of the future was left behind by an earlier replay. */
async function readRun(
  { redis, database, log }: WebServices,
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

async function readHistory({ database, log }: WebServices, method: ClusterMethod, now: UnixMs) {
  try {
    return await listClusterSummaries(database, method, { now, count: HISTORY_RUNS });
  } catch (error) {
    log.warn({ err: error, method }, "The history of the clusters could not be read");
    return [];
  }
}

function whyNone({ rankedCount }: MomentumBoard): string {
  return rankedCount < FEWEST_COINS
    ? `${rankedCount} ranked coins are too few to group: ${FEWEST_COINS} are needed.`
    : "The first run has not ended yet.";
}
