import { jobs } from "@/lib/contracts/jobs";
import { queueBacktests } from "@/lib/queue/queue-backtest";
import {
  type ClaimedBacktest,
  failBacktest,
  finishBacktest,
  forgetParts,
  readParts,
  readRunning,
  releaseBacktest,
} from "@/lib/store/backtest-runs";
import type { JobContext } from "@/worker/runtime/services";
import { type Attempt, makeAttempt } from "./attempt";
import { bringRun } from "./bring-run";
import { diedSentence, MOST_ATTEMPTS } from "./explain-failure";
import { decodePart, type PartFound } from "./run-part";
import { createProgress } from "./show-progress";
import { countUnits, joinParts, partsOf, unitsOf } from "./work-units";

const CHANGED =
  "The prices were corrected again and again while its parts ran, so they do not fit together. Try it later.";

/** Puts the parts of a backtest together in their order, and measures the run itself. */
export async function joinRun(context: JobContext, id: string): Promise<unknown> {
  const { db } = context;
  const claimed = await readRunning(db.database, id);
  if (claimed === null) return { backtest: id, outcome: "not wanted any more" };
  const parts = (await readParts(db.database, id)).map(({ rows }) => decodePart(rows));
  // A part whose workers died is not there, whatever became of its job.
  if (parts.length < partsOf(claimed.plan)) return beginAgain(context, claimed);
  const { timeoutMs } = jobs["backtest.join"];
  return makeAttempt(context, claimed, { timeoutMs, isPart: true }, (attempt) =>
    measureJoined(context, attempt, parts),
  );
}

async function measureJoined(context: JobContext, attempt: Attempt, parts: readonly PartFound[]): Promise<unknown> {
  const { db, wallNow, research, log } = context;
  const { claimed, signal } = attempt;
  const onProgress = createProgress(attempt.show, wallNow);
  onProgress({ stage: "measuring", fraction: 0, simulatedAt: null, trades: 0 });
  const { dataSha256 } = await bringRun(context, attempt, () => undefined);
  if (parts.some((part) => part.dataSha256 !== dataSha256)) {
    log.warn({ backtest: claimed.id }, "the data of a backtest changed between its parts; all of them run again");
    await forgetParts(db.database, claimed.id);
    return beginAgain(context, claimed, CHANGED);
  }
  const cells = joinParts(
    countUnits(unitsOf(claimed.plan)),
    parts.map((part) => part.cells),
  );
  const run = await research.desk.run<"result">({ kind: "result", cells }, { signal, onProgress });
  const isKept = await finishBacktest(db.database, claimed, run, wallNow());
  return { backtest: claimed.id, outcome: isKept ? "completed" : "not ours any more" };
}

/** Another attempt, for the parts that are not there; a last one ends with a sentence. */
async function beginAgain(
  { db, queues, wallNow }: JobContext,
  claimed: ClaimedBacktest,
  lastWord: string = diedSentence(claimed.attempt, "simulating"),
): Promise<unknown> {
  const { id, attempt } = claimed;
  if (attempt >= MOST_ATTEMPTS) {
    await failBacktest(db.database, claimed, lastWord, wallNow());
    return { backtest: id, outcome: "given up" };
  }
  if (await releaseBacktest(db.database, claimed, true)) await queueBacktests(queues, [{ id, attempt }]);
  return { backtest: id, outcome: "begins again" };
}
