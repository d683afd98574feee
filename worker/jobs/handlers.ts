import type { JobName, JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";
import { bootstrapVolume } from "./bootstrap-volume";
import { refreshCategories } from "./refresh-categories";
import { refreshFast } from "./refresh-fast";
import { refreshFull } from "./refresh-full";
import { retainHistory } from "./retain-history";

export type Handlers = { readonly [N in JobName]: (payload: JobPayload<N>, context: JobContext) => Promise<unknown> };

/** One handler a job; a job without one does not compile. */
export const handlers: Handlers = {
  "momentum.refresh-fast": refreshFast,
  "momentum.refresh-full": refreshFull,
  "volume.bootstrap": bootstrapVolume,
  "history.retain": retainHistory,
  "universe.categories": refreshCategories,
};
