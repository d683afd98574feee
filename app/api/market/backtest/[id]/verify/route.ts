import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { answerUnknown, describeProblem } from "@/lib/http/problem";
import { readVerification } from "@/lib/store/backtests";
import { acceptedAnswer, acceptVerification, answerQueueFull, answerSwitchedOff } from "../../accept-backtest";
import { compareRuns } from "../../compare-runs";
import { findBacktest, unknownBacktest } from "../../find-backtest";

/** So long a comparison stands before somebody who asks gets a new one. */
const STANDS_FOR_MS = 10 * 60_000;

/** What the newest verification found. */
export const GET = createRoute<z.ZodObject, { id: string }>({
  query: z.object({}),
  async handle(_query, { services: { database }, params: { id } }) {
    const stored = await findBacktest(database, id);
    if (stored === null) return unknownBacktest(id);
    const newest = await readVerification(database, id);
    if (newest === null) return answerUnknown("This backtest was not verified yet; ask for it by POST.");
    return jsonAnswer(await compareRuns(database, stored, newest));
  },
});

export const POST = createWriteRoute<never, { id: string }>({
  scope: "backtests",
  async handle({ services, params: { id } }) {
    const { database } = services;
    const stored = await findBacktest(database, id);
    if (stored === null) return unknownBacktest(id);
    if (stored.status !== "completed") {
      const detail = `Only a completed backtest can be verified; this one is ${stored.status}.`;
      return problemAnswer(describeProblem("conflict", detail));
    }
    const newest = await readVerification(database, id);
    // One that failed stands as well, or whoever polls would start it again and again.
    const isFresh = Date.now() - (newest?.finishedAt ?? 0) < STANDS_FOR_MS;
    if (newest !== null && isFresh) return jsonAnswer(await compareRuns(database, stored, newest), neverCache);
    if (!services.env.ENABLE_BACKTEST_HOOK) return answerSwitchedOff();
    const run = await acceptVerification(services, stored);
    return run === null ? answerQueueFull() : acceptedAnswer({ job_id: run, state: "running", differences: [] }, run);
  },
});
