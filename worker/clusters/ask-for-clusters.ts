import { readClusterRun } from "@/lib/cache/cluster-run";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { enqueue } from "@/lib/queue/enqueue";
import type { WorkerServices } from "@/worker/runtime/services";

/** A run over fewer of the ranked coins than this was made when the board was still filling. */
const GREW = 2;

/** A new instance has groups within moments instead of at the next hour: asks for a run when there is none that fits the board. */
export async function askForClusters(
  { redis, queues, config, log }: Pick<WorkerServices, "redis" | "queues" | "config" | "log">,
  board: MomentumBoard | null,
): Promise<void> {
  const { enabled, automatic, method } = config.clustering;
  if (!enabled || !automatic || board === null) return;
  const run = await readClusterRun(redis, method, log);
  if (run !== null && run.coins * GREW > board.rankedCount && run.asOf <= board.asOf) return;
  await enqueue(queues, "clusters.compute", { method: null });
}
