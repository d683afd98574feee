import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { Committed } from "@/lib/store/commit-evaluation";
import type { JobContext } from "@/worker/runtime/services";
import { waitingBoard } from "./alert-memory";
import { handOver } from "./hand-over";
import { judgeBoard } from "./judge-board";

/** Boards kept while Postgres is away; of older ones, history keeps what it kept. */
const WAITING_MAX = 64;

/**
 * Judges every rule on a board that has just become visible, each sequence exactly once in whichever worker, in order, and
 * beside the way on which boards become visible. Never throws: what could not be judged waits for the next call.
 */
export async function judgeBoards(context: JobContext, board: MomentumBoard): Promise<void> {
  const { alerts } = context.memory;
  alerts.waiting = [...alerts.waiting, waitingBoard(board)].slice(-WAITING_MAX);
  if (alerts.judging) return;
  alerts.judging = true;
  try {
    for (let next = alerts.waiting[0]; next !== undefined; next = alerts.waiting[0]) {
      const committed = await judgeBoard(context, next);
      alerts.waiting = alerts.waiting.filter((one) => one !== next);
      if (alerts.failing) context.log.info({ sequence: next.sequence }, "alerts are judged again");
      alerts.failing = false;
      if (committed !== null) await handOverSafely(context, committed);
    }
  } catch (error) {
    if (!(alerts.failing || context.draining.aborted)) {
      context.log.warn({ err: error }, "alerts could not be judged; the board waits");
    }
    alerts.failing = true;
  } finally {
    alerts.judging = false;
  }
}

/** It is committed: whatever is not queued now, the sweep finds. */
async function handOverSafely(context: JobContext, committed: Committed): Promise<void> {
  try {
    await handOver(context, committed);
  } catch (error) {
    context.log.warn({ err: error }, "alerts were kept and not queued; the sweep will");
  }
}
