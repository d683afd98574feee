import { SECOND_MS } from "@/lib/market/units";
import { queueBacktests, standingOfParts } from "@/lib/queue/queue-backtest";
import { failBacktest, listSilent, listWaiting, type OpenBacktest, releaseBacktest } from "@/lib/store/backtest-runs";
import type { JobContext } from "@/worker/runtime/services";
import { SILENT_MS } from "./attempt";
import { diedSentence, MOST_ATTEMPTS } from "./explain-failure";
import { partsOf } from "./work-units";

/** Whoever asked for it queues it at once; after this long the sweep does. Wall clock. */
const GRACE_MS = 5 * SECOND_MS;
const AT_ONCE = 500;

/** Brings rows and queue together again: what nobody runs is queued, and what killed its workers often enough has failed. */
export async function sweepRows(context: JobContext): Promise<unknown> {
  const { db, queues, wallNow } = context;
  const found = { released: 0, failed: 0, queued: 0 };
  for (const silent of await listSilent(db.database, wallNow() - SILENT_MS, AT_ONCE)) {
    found[await settleSilent(context, silent)] += 1;
  }
  const waiting = await listWaiting(db.database, wallNow() - GRACE_MS, AT_ONCE);
  await queueBacktests(queues, waiting);
  return { ...found, queued: waiting.length };
}

async function settleSilent(
  { db, queues, wallNow, log }: JobContext,
  silent: OpenBacktest,
): Promise<"released" | "failed" | "queued"> {
  const { id, attempt, stage, plan } = silent;
  const wasSplit = partsOf(plan) > 1 && (stage === "simulating" || stage === "measuring");
  const standing = wasSplit ? await standingOfParts(queues, silent) : "over";
  // Its parts stand behind other work: nobody died.
  if (standing === "pending") return "queued";
  // A wiped Redis is no fault of the run.
  const isCounted = standing === "over";
  if (isCounted && attempt >= MOST_ATTEMPTS) {
    await failBacktest(db.database, silent, diedSentence(attempt, stage), wallNow());
    return "failed";
  }
  await releaseBacktest(db.database, silent, isCounted);
  log.warn({ backtest: id, attempt, stage }, "a backtest was left behind and waits for another worker");
  return "released";
}
