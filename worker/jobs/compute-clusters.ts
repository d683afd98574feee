import { incrementCounter } from "@/lib/cache/counters";
import { withSingleFlight } from "@/lib/cache/single-flight";
import { clusterMethodSchema } from "@/lib/clustering/cluster-run";
import type { JobPayload } from "@/lib/contracts/jobs";
import { computeRun } from "@/worker/clusters/compute-run";
import type { ClustersOutcome, MethodOutcome } from "@/worker/clusters/outcome";
import { readStanding } from "@/worker/refresh/read-visible";
import type { JobContext } from "@/worker/runtime/services";

const LOCK_MS = 15_000;

/** Groups the ranked coins of the visible board, by one method or by both. Never twice at once, in however many workers. */
export async function computeClusters(
  { method }: JobPayload<"clusters.compute">,
  context: JobContext,
): Promise<ClustersOutcome> {
  if (!context.config.clustering.enabled) return { reason: "Clustering is switched off (CLUSTERING_ENABLED)." };
  const { visible } = await readStanding(context);
  if (visible === null) return { reason: "There is no board to group yet." };
  try {
    const flight = await withSingleFlight(context.redis, "clusters", LOCK_MS, async (lost) => {
      const signal = AbortSignal.any([context.signal, lost]);
      const methods: MethodOutcome[] = [];
      for (const one of method === null ? clusterMethodSchema.options : [method]) {
        methods.push(await computeRun({ ...context, signal }, visible.snapshot.board, one));
      }
      await incrementCounter(context.redis, "clustering", "count");
      return methods;
    });
    return flight.ran ? { methods: flight.value } : { reason: "Another worker is grouping the coins right now." };
  } catch (error) {
    // A Redis in trouble must not hide what went wrong first.
    if (!context.draining.aborted) await incrementCounter(context.redis, "clustering", "errors").catch(() => undefined);
    throw error;
  }
}
