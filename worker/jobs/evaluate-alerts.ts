import type { JobPayload } from "@/lib/contracts/jobs";
import { isSameMarket } from "@/lib/market/clock";
import { judgeBoards } from "@/worker/alerts/judge-boards";
import { readStanding } from "@/worker/refresh/read-visible";
import type { JobContext } from "@/worker/runtime/services";

/** Judges the visible board when nobody has: the worker that made it visible may have died before it could. */
export async function evaluateAlerts(_: JobPayload<"alerts.evaluate">, context: JobContext) {
  const { visible, inRedis } = await readStanding(context);
  const board = visible?.snapshot.board;
  if (!inRedis || board === undefined || !isSameMarket(board.clock, context.clock())) return { sequence: null };
  await judgeBoards(context, board);
  return { sequence: board.sequence };
}
