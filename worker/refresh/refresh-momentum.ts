import { setTimeout as sleep } from "node:timers/promises";
import { COINS_PER_PAGE } from "@/lib/adapters/coingecko/sweep-pages";
import { incrementCounter } from "@/lib/cache/counters";
import { withSingleFlight } from "@/lib/cache/single-flight";
import { tell } from "@/lib/facts";
import { withinSpan } from "@/lib/telemetry/span";
import { judgeBoards } from "@/worker/alerts/judge-boards";
import type { JobContext } from "@/worker/runtime/services";
import { commitBoard, type RefreshKind, type Sweep } from "./commit-board";
import { keepPredictions } from "./keep-predictions";
import type { VisibleBoard } from "./memory";
import { tellPretrend } from "./tell-pretrend";
import { tellRankChanges } from "./tell-rank-changes";
import { writeHistory } from "./write-history";

/** A crashed worker's refresh blocks its kind for this long at most. */
const LOCK_MS = 10_000;
/** However long the interval, nobody waits longer than this for the refresh before. */
const LONGEST_WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 25;

/** `visibleMs`: wall-clock time from before the first request until everybody could read the board. */
export type RefreshOutcome = { skipped: true } | { skipped: false; board: VisibleBoard; visibleMs: number };

/**
 * One refresh from first request to written history. It never overlaps itself, in however many workers: a second one waits for
 * half an interval at most, so that a late refresh costs none, and is skipped then.
 * A failed refresh changes nothing and is counted; the board that was visible stays.
 * `pages` bounds a full refresh; null means all of them.
 */
export async function refreshMomentum(
  context: JobContext,
  kind: RefreshKind,
  pages: number | null = context.cadence().pages,
): Promise<RefreshOutcome> {
  const counter = `${kind}_refresh` as const;
  try {
    const flight = await whenFree(context, kind, async (lost) => {
      const signal = AbortSignal.any([context.signal, lost]);
      const fenced = { ...context, signal };
      const span = { "ghostquant.refresh.kind": kind };
      const sweep = await withinSpan("refresh.fetch", span, () => sweepMarket(fenced, kind, pages));
      const board = await withinSpan("refresh.commit", span, () => commitBoard(fenced, sweep));
      const visibleMs = context.wallNow() - sweep.startedWall;
      await incrementCounter(context.redis, counter, "count");
      return { board, visibleMs };
    });
    if (!flight.ran) {
      context.memory.skipped += 1;
      tell("refresh.ended", { kind, outcome: "skipped", summary: null });
      return { skipped: true };
    }
    tell("refresh.ended", { kind, outcome: "visible", summary: flight.value.board.snapshot.board[kind] });
    // Outside the flight: a slow Postgres must not make the next refresh wait.
    const { board } = flight.value.board.snapshot;
    await Promise.all([
      withinSpan("refresh.rank-changes", {}, () => tellRankChanges(context)),
      tellPretrend(context),
      withinSpan("refresh.history", {}, () => writeHistory(context, flight.value.board, kind)),
      withinSpan("alerts.judge", { "ghostquant.sequence": board.sequence }, () => judgeBoards(context, board)),
    ]);
    await keepPredictions(context, flight.value.board);
    return { skipped: false, ...flight.value };
  } catch (error) {
    if (!context.draining.aborted) {
      tell("refresh.ended", { kind, outcome: "failed", summary: null });
      // A Redis in trouble must not hide what went wrong first.
      await incrementCounter(context.redis, counter, "errors").catch(() => undefined);
    }
    throw error;
  }
}

async function whenFree<T>(context: JobContext, kind: RefreshKind, work: (lost: AbortSignal) => Promise<T>) {
  const { fast, full } = context.cadence();
  const interval = kind === "fast" ? (fast ?? full) : full;
  const patienceEnds = performance.now() + Math.min(LONGEST_WAIT_MS, interval.wallMs / 2);
  for (;;) {
    const flight = await withSingleFlight(context.redis, `momentum:${kind}`, LOCK_MS, work);
    if (flight.ran || performance.now() > patienceEnds) return flight;
    await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal });
  }
}

async function sweepMarket(context: JobContext, kind: RefreshKind, pages: number | null): Promise<Sweep> {
  const { coingecko, config, now, signal } = context;
  const startedAt = now();
  const startedWall = context.wallNow();
  const sweep =
    kind === "fast"
      ? await coingecko.fetchTopMarkets({ count: config.topFast, now, signal })
      : await coingecko.fetchMarkets({ maxPages: pages, now, signal });
  return {
    ...sweep,
    kind,
    startedAt,
    startedWall,
    reach: pages === null ? Number.POSITIVE_INFINITY : pages * COINS_PER_PAGE,
  };
}
