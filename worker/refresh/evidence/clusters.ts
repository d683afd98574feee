import { readClusterRun } from "@/lib/cache/cluster-run";
import { isOldRun } from "@/lib/clustering/old-run";
import type { UnixMs } from "@/lib/market/units";
import type { ClusterPlace } from "@/lib/momentum/scored-coin";
import type { JobContext } from "@/worker/runtime/services";

/** By coin id, as the operator's method grouped them in the last run. */
export async function loadClusters(
  { redis, log, config }: JobContext,
  now: UnixMs,
): Promise<ReadonlyMap<string, ClusterPlace>> {
  const { enabled, method, everySeconds } = config.clustering;
  const run = enabled ? await readClusterRun(redis, method, log) : null;
  // A tape that was played before has left a run of its future behind.
  if (run === null || run.asOf > now || isOldRun(run, everySeconds, now)) return new Map();
  const labels = new Map(run.clusters.map(({ id, label }) => [id, label]));
  return new Map(
    Object.entries(run.members).flatMap(([coinId, id]) => {
      const label = labels.get(id);
      return label === undefined ? [] : [[coinId, { id, label }] as const];
    }),
  );
}
