import { randomUUID } from "node:crypto";
import type { WebServices } from "@/app/api/web-services";
import { backtestTitle } from "@/lib/contracts/backtest-title";
import { type Answer, jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { answerUnknown, describeProblem } from "@/lib/http/problem";
import { queueBacktest } from "@/lib/queue/queue-backtest";
import {
  countWaitingBacktests,
  findEqualBacktest,
  insertBacktest,
  readBacktest,
  type StoredBacktest,
} from "@/lib/store/backtests";
import type { PlannedRequest } from "./plan-request";
import { wireWithoutResult } from "./wire-backtest";

/** Backtests that may wait at a time. */
export const WAITING_MAX = 50;
const RETRY_AFTER_SECONDS = 60;

/** Keeps a request and queues it, or answers with the equal one that is there. */
export async function acceptBacktest(services: WebServices, { request, plan }: PlannedRequest): Promise<Answer> {
  const { database } = services;
  // What is there already takes no place in the queue.
  if ((await findEqualBacktest(database, plan)) === null && (await isQueueFull(services))) return answerQueueFull();
  const made = { id: randomUUID(), title: backtestTitle(plan), request, plan };
  const { id, duplicate } = await insertBacktest(database, made, Date.now());
  if (!duplicate) await queueKept(services, id);
  const stored = await readBacktest(database, id);
  if (stored === null) return answerUnknown(`The backtest ${id} was deleted meanwhile.`);
  return acceptedAnswer(wireWithoutResult(stored, duplicate), id);
}

/** Runs a finished backtest again, to compare the results; answers the run that does it, new or under way. */
export async function acceptVerification(services: WebServices, stored: StoredBacktest): Promise<string | null> {
  if (await isQueueFull(services)) return null;
  const { id: verifies, request, plan, title } = stored;
  const made = { id: randomUUID(), title, request, plan, verifies };
  const { id, duplicate } = await insertBacktest(services.database, made, Date.now());
  if (!duplicate) await queueKept(services, id);
  return id;
}

async function isQueueFull({ database }: Pick<WebServices, "database">): Promise<boolean> {
  return (await countWaitingBacktests(database)) >= WAITING_MAX;
}

/** The row is what counts: one that could not be queued now is queued by the next sweep. */
async function queueKept(services: WebServices, id: string): Promise<void> {
  try {
    await queueBacktest(services.queues(), id);
  } catch (error) {
    services.log.warn({ err: error, id }, "A backtest waits for the sweep: it could not be queued");
  }
}

export function answerQueueFull(): Answer {
  const detail = `${WAITING_MAX} backtests wait already, as many as may. Try again in a minute, or cancel one of them.`;
  return problemAnswer(describeProblem("rate_limited", detail), { "retry-after": `${RETRY_AFTER_SECONDS}` });
}

export const answerSwitchedOff = (): Answer => answerUnknown("Backtests are switched off on this server.");

/** It will be done; `location` says where to look. */
export function acceptedAnswer(body: unknown, id: string): Answer {
  return { ...jsonAnswer(body, { ...neverCache, location: `/api/market/backtest/${id}` }), status: 202 };
}
