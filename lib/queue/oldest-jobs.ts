import type { Job } from "bullmq";
import type { Lane } from "@/lib/contracts/jobs";
import { SECOND_MS } from "@/lib/market/units";
import type { Queues } from "./connect-queues";
import { allLanes } from "./lanes";

export interface LaneLag {
  lane: Lane;
  /** How long the job has been due that has been due longest; 0 when none is. */
  oldestSeconds: number;
}

/**
 * How far each lane is behind. Delayed jobs count from the moment they are due: it is a worker that moves them, so without one they
 * stay delayed for ever.
 */
export async function oldestJobs(queues: Queues, wallNow: number): Promise<LaneLag[]> {
  return Promise.all(
    allLanes.map(async (lane) => {
      const waiting = await queues[lane].getJobs(["waiting", "prioritized", "delayed"], 0, 0, true);
      // Between the list of ids and the jobs themselves one may have been done and forgotten.
      const dueAt = waiting.flatMap((job: Job | undefined) =>
        job === undefined ? [] : [job.timestamp + (job.opts.delay ?? 0)],
      );
      return { lane, oldestSeconds: Math.max(0, wallNow - Math.min(wallNow, ...dueAt)) / SECOND_MS };
    }),
  );
}
