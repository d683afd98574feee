import { AppError } from "@/lib/errors";
import type { WorkerMemory } from "./memory";

/** A universe does not lose half of its coins between two refreshes; an upstream in trouble does. */
const SMALLEST_SHARE = 0.5;

/**
 * Throws when a full sweep would remove more than half of the coins that it could have seen. The second such sweep in a row is
 * believed, so that a market that really shrank does not lock the board for ever.
 */
export function refuseShrunkUniverse(
  memory: Pick<WorkerMemory, "shrunkSweeps">,
  sweep: { kind: "fast" | "full"; observed: readonly unknown[]; reach: number; startedAt: number },
  knownCount: number,
): void {
  if (sweep.kind !== "full") return;
  const wished = Math.min(knownCount, sweep.reach);
  if (sweep.observed.length >= wished * SMALLEST_SHARE) {
    memory.shrunkSweeps.clear();
    return;
  }
  memory.shrunkSweeps.add(sweep.startedAt);
  if (memory.shrunkSweeps.size > 1) return;
  const message = `The market came with ${sweep.observed.length} coins instead of about ${wished}; the last good board stays`;
  throw new AppError("upstream_invalid", message, { retryable: true });
}
