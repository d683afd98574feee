import { jobs } from "@/lib/contracts/jobs";
import { queueParts } from "@/lib/queue/queue-backtest";
import { beatBacktest, claimBacktest, failBacktest, finishBacktest, listParts } from "@/lib/store/backtest-runs";
import type { JobContext } from "@/worker/runtime/services";
import { type Attempt, makeAttempt, SILENT_MS } from "./attempt";
import { bringRun } from "./bring-run";
import { diedSentence, MOST_ATTEMPTS } from "./explain-failure";
import { createProgress, partsProgress } from "./show-progress";
import { partsOf } from "./work-units";

/** Claims a backtest and runs it, or splits it into parts when it is worth that. */
export async function runClaimed(context: JobContext, id: string): Promise<unknown> {
  const { db, wallNow } = context;
  const claimed = await claimBacktest(db.database, id, SILENT_MS, wallNow());
  if (claimed === null) return { backtest: id, outcome: "nothing to claim" };
  if (claimed.attempt > MOST_ATTEMPTS) {
    await failBacktest(db.database, claimed, diedSentence(MOST_ATTEMPTS, null), wallNow());
    return { backtest: id, outcome: "given up" };
  }
  const { timeoutMs } = jobs["backtest.run"];
  return makeAttempt(context, claimed, { timeoutMs, isPart: false }, async (attempt) => {
    const onProgress = createProgress(attempt.show, wallNow);
    await bringRun(context, attempt, onProgress);
    if (partsOf(claimed.plan) > 1) return splitRun(context, attempt);
    const run = await context.research.desk.run<"result">(
      { kind: "result", cells: null },
      { signal: attempt.signal, onProgress },
    );
    const isKept = await finishBacktest(db.database, claimed, run, wallNow());
    return { backtest: id, outcome: isKept ? "completed" : "not ours any more" };
  });
}

/** Hands out the parts that are not done yet; those of an earlier attempt count. */
async function splitRun({ db, redis, wallNow }: JobContext, { claimed, show }: Attempt): Promise<unknown> {
  const total = partsOf(claimed.plan);
  const done = new Set((await listParts(db.database, claimed.id)).map(({ part }) => part));
  const open = Array.from({ length: total }, (_, part) => part).filter((part) => !done.has(part));
  // The row says that it was split before the queue knows: a sweep that finds it silent then asks the queue.
  const progress = partsProgress({ done: done.size, total, paceMs: null, ownFraction: 0 }, 0);
  show(progress);
  await beatBacktest(db.database, claimed, progress, wallNow());
  await queueParts(redis, claimed, open);
  return { backtest: claimed.id, outcome: "split", parts: open.length };
}
