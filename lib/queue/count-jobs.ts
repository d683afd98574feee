import type { Lane } from "@/lib/contracts/jobs";
import type { Queues } from "./connect-queues";
import { allLanes } from "./lanes";

export interface LaneDepth {
  lane: Lane;
  /** Also those that wait for parts of theirs. */
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completed: number;
  /** Processes that take its jobs; null where Redis does not list its clients. */
  workers: number | null;
}

/** How many jobs stand where, per lane. Completed and failed count only what is kept for a look back. */
export async function countJobs(queues: Queues): Promise<LaneDepth[]> {
  return Promise.all(
    allLanes.map(async (lane) => {
      const counts = await queues[lane].getJobCounts(
        "waiting",
        "waiting-children",
        "active",
        "delayed",
        "failed",
        "completed",
      );
      const workers = await queues[lane].getWorkersCount().catch(() => null);
      const of = (state: string): number => counts[state] ?? 0;
      return {
        lane,
        waiting: of("waiting") + of("waiting-children"),
        active: of("active"),
        delayed: of("delayed"),
        failed: of("failed"),
        completed: of("completed"),
        workers,
      };
    }),
  );
}
