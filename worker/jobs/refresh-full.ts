import type { JobPayload } from "@/lib/contracts/jobs";
import { askForClusters } from "@/worker/clusters/ask-for-clusters";
import { askForBootstrap } from "@/worker/refresh/ask-for-bootstrap";
import type { VisibleBoard } from "@/worker/refresh/memory";
import { openingPages } from "@/worker/refresh/opening-pages";
import { readStanding } from "@/worker/refresh/read-visible";
import { refreshMomentum } from "@/worker/refresh/refresh-momentum";
import type { JobContext } from "@/worker/runtime/services";

/**
 * Every coin. On a small plan that takes minutes, so a newcomer without any board first gets the largest coins,
 * within seconds.
 */
export async function refreshFull(_: JobPayload<"momentum.refresh-full">, context: JobContext) {
  const { visible } = await readStanding(context);
  if (visible === null) {
    const opening = await refreshMomentum(context, "fast");
    if (!opening.skipped) await askForClusters(context, opening.board.snapshot.board);
  }
  const pages = await pagesFor(context, visible);
  const outcome = await refreshMomentum(context, "full", pages);
  if (outcome.skipped) return { skipped: true };
  await askForBootstrap(context);
  const { board, visibleMs } = outcome;
  await askForClusters(context, board.snapshot.board);
  return { sequence: board.state.sequence, visibleMs, coins: board.snapshot.board.coins.length };
}

async function pagesFor(context: JobContext, visible: VisibleBoard | null): Promise<number | null> {
  const { pages } = context.cadence();
  if (visible !== null && visible.snapshot.board.full !== null) return pages;
  return openingPages(pages, (await context.budget.spent()).perMinute);
}
