import { writeScorecard } from "@/lib/cache/scorecard";
import type { JobPayload } from "@/lib/contracts/jobs";
import { DAY_MS } from "@/lib/market/units";
import { countOpen, sumResolved } from "@/lib/store/pretrend";
import { readLatestScorecard, saveScorecard } from "@/lib/store/scorecards";
import { measureLiveRecord, WINDOW_DAYS } from "@/worker/refresh/pretrend-live-record";
import { recordName } from "@/worker/refresh/pretrend-standing";
import type { JobContext } from "@/worker/runtime/services";
import { resolveDue } from "@/worker/scorecards/resolve-predictions";

const WINDOW_MS = WINDOW_DAYS * DAY_MS;

/** Looks up what became of earlier probabilities, measures the model by them, and switches it off when it does harm. */
export async function followUpPretrend(_: JobPayload<"pretrend.follow-up">, context: JobContext) {
  const { db, redis, log, memory, signal } = context;
  const { database } = db;
  const now = context.now();
  const resolution = await resolveDue(database, now, WINDOW_MS, signal);
  const modelHash = memory.pretrend.loaded === null ? null : recordName(memory.pretrend.loaded, context);
  if (modelHash === null) return { ...resolution, measured: false };
  const from = now - WINDOW_MS;
  const [sums, open, previous] = await Promise.all([
    sumResolved(database, modelHash, from, now),
    countOpen(database, modelHash, from, now),
    readLatestScorecard(database, "pretrend", now),
  ]);
  const before = previous?.modelHash === modelHash ? previous.standing : null;
  const scorecard = measureLiveRecord({ modelHash, sums, ...open, before }, now);
  await saveScorecard(database, "pretrend", scorecard);
  await writeScorecard(redis, "pretrend", scorecard);
  const { standing, skill, resolved } = scorecard;
  if (standing.allowed !== (before?.allowed ?? true)) {
    log.warn(
      { modelHash, skill, resolved, reason: standing.reason },
      standing.allowed ? "model on again" : "model off",
    );
  }
  return { ...resolution, measured: true, allowed: standing.allowed };
}
