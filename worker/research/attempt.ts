import { setTimeout as sleep } from "node:timers/promises";
import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import { AppError } from "@/lib/errors";
import { SECOND_MS } from "@/lib/market/units";
import { beatBacktest, type ClaimedBacktest, failBacktest, releaseBacktest } from "@/lib/store/backtest-runs";
import type { JobContext } from "@/worker/runtime/services";
import { failureSentence, MOST_ATTEMPTS, timeoutSentence } from "./explain-failure";

/** How often a run says that it lives and how far it is, and learns whether it is still wanted. Wall clock. */
const BEAT_MS = SECOND_MS;
/** A run that has been silent for this long has lost its worker. Wall clock. */
export const SILENT_MS = 20 * SECOND_MS;

/** One worker's try at a backtest, or at a part of one. */
export interface Attempt {
  readonly claimed: ClaimedBacktest;
  /** Aborts when the time is up, the process stops, or nobody wants the run any more. */
  readonly signal: AbortSignal;
  /** Shown at the next beat. */
  show(progress: BacktestProgress): void;
}

export interface AttemptOptions {
  readonly timeoutMs: number;
  /** A part is given back to the queue by its error alone: the other parts go on. */
  readonly isPart: boolean;
}

/** It was cancelled, or another worker has it. */
class NotOurs extends Error {}

/**
 * Does the work of an attempt while its row is told that it lives. Whatever happens, the row says the truth afterwards: given
 * back when trying again can help, failed with a sentence when not, untouched when it is not ours any more.
 */
export async function makeAttempt(
  context: JobContext,
  claimed: ClaimedBacktest,
  { timeoutMs, isPart }: AttemptOptions,
  work: (attempt: Attempt) => Promise<unknown>,
): Promise<unknown> {
  const lost = new AbortController();
  const ended = new AbortController();
  let shown: BacktestProgress | null = null;
  const signal = AbortSignal.any([context.signal, context.draining, lost.signal]);
  const beating = beat(context, claimed, { lost, ended: ended.signal, progress: () => shown });
  try {
    return await work({
      claimed,
      signal,
      show: (progress) => {
        shown = progress;
      },
    });
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    const stage = (shown as BacktestProgress | null)?.stage ?? null;
    return await settle(context, claimed, { reason, stage, timeoutMs, isPart });
  } finally {
    ended.abort();
    await beating;
  }
}

interface Beating {
  readonly lost: AbortController;
  readonly ended: AbortSignal;
  readonly progress: () => BacktestProgress | null;
}

async function beat(context: JobContext, claimed: ClaimedBacktest, { lost, ended, progress }: Beating): Promise<void> {
  const { db, wallNow, log } = context;
  while (!ended.aborted) {
    await sleep(BEAT_MS, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    try {
      if (!(await beatBacktest(db.database, claimed, progress(), wallNow()))) return lost.abort(new NotOurs());
    } catch (error) {
      // An outage of Postgres does not stop a run: the next beat may be heard.
      log.debug({ err: error, backtest: claimed.id }, "a beat was not heard");
    }
  }
}

interface Ending {
  readonly reason: unknown;
  readonly stage: string | null;
  readonly timeoutMs: number;
  readonly isPart: boolean;
}

async function settle(context: JobContext, claimed: ClaimedBacktest, ending: Ending): Promise<unknown> {
  const { reason, stage, timeoutMs, isPart } = ending;
  const { db, wallNow, draining, log } = context;
  const { id, attempt } = claimed;
  if (reason instanceof NotOurs) return { backtest: id, outcome: "not ours any more" };
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  const isStopping = draining.aborted || (context.signal.aborted && !isTimeout);
  if (isStopping) {
    if (!isPart) await releaseBacktest(db.database, claimed, false);
    throw reason;
  }
  const helps = reason instanceof AppError && reason.retryable;
  if (helps && isPart) throw reason;
  if (helps && attempt < MOST_ATTEMPTS) {
    await releaseBacktest(db.database, claimed, true);
    throw reason;
  }
  const sentence = isTimeout ? timeoutSentence(timeoutMs, stage) : failureSentence(reason, attempt, stage);
  await failBacktest(db.database, claimed, sentence, wallNow());
  const isOurMistake = !isTimeout && !(reason instanceof AppError);
  if (isOurMistake) log.error({ err: reason, backtest: id }, "a backtest failed by a mistake of ours");
  return { backtest: id, outcome: "failed", error: sentence };
}
