import { setImmediate as letOthersWork } from "node:timers/promises";
import { readClusterRun, writeClusterRun } from "@/lib/cache/cluster-run";
import type { ClusterMethod, ClusterRun } from "@/lib/clustering/cluster-run";
import { clusterUniverse } from "@/lib/clustering/cluster-universe";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { UnixMs } from "@/lib/market/units";
import { readLatestClusterRun, readNextClusterId, saveClusterRun } from "@/lib/store/cluster-runs";
import type { JobContext } from "@/worker/runtime/services";
import type { MethodOutcome } from "./outcome";
import { toClusterPoint } from "./to-cluster-point";

/** The same board gives the same groups, whoever computes them. */
const SEED = 20_150;

/** Groups the ranked coins of a board by one method and keeps the run. Other work of this process goes on in between. */
export async function computeRun(
  context: JobContext,
  board: MomentumBoard,
  method: ClusterMethod,
): Promise<MethodOutcome> {
  const { config, db, redis, signal } = context;
  const now = context.now();
  const previous = await readPrevious(context, method, now);
  const points = board.coins.filter(({ rank }) => rank !== null).map(toClusterPoint);
  const wish = { method, count: config.clustering.count, seed: SEED, ...previous };
  const steps = clusterUniverse(points, wish, { asOf: board.asOf, now });
  let step = steps.next();
  while (!step.done) {
    signal.throwIfAborted();
    await letOthersWork();
    step = steps.next();
  }
  if (!step.value.ok) return { method, reason: step.value.reason };
  const { run } = step.value;
  await writeClusterRun(redis, run);
  await db.attempt("cluster run", (database) => saveClusterRun(database, run));
  const { coins, silhouette, stability, agreement, weak } = run;
  return {
    method,
    groups: run.clusters.filter(({ id }) => id >= 0).length,
    coins,
    silhouette,
    stability,
    agreement,
    weak,
  };
}

/** The run before this one, and the first id that no run ever gave. Without Postgres, what Redis remembers must do. */
async function readPrevious({ redis, db, log }: JobContext, method: ClusterMethod, now: UnixMs) {
  const held = await readClusterRun(redis, method, log);
  // A tape that was played before has left a run of its future behind.
  const known = held !== null && held.computedAt <= now ? held : null;
  const stored = await db.attempt(
    "earlier cluster runs",
    async (database) => ({
      run: known ?? (await readLatestClusterRun(database, method, now)),
      nextId: await readNextClusterId(database, method),
    }),
    "read",
  );
  const previous: ClusterRun | null = stored.ok ? stored.value.run : known;
  const used = held?.clusters.map(({ id }) => id + 1) ?? [];
  return { previous, nextId: Math.max(0, stored.ok ? stored.value.nextId : 0, ...used) };
}
