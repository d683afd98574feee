import { incrementCounter } from "@/lib/cache/counters";
import { withSingleFlight } from "@/lib/cache/single-flight";
import type { JobContext } from "@/worker/runtime/services";
import { commitBoard, type RefreshKind, type Sweep } from "./commit-board";
import type { VisibleBoard } from "./memory";
import { writeHistory } from "./write-history";

/** A crashed worker's refresh blocks its kind for this long at most. */
const LOCK_MS = 10_000;
const PER_PAGE = 250;

/** `visibleMs`: wall-clock time from before the first request until everybody could read the board. */
export type RefreshOutcome = { skipped: true } | { skipped: false; board: VisibleBoard; visibleMs: number };

const flightName = (kind: RefreshKind): string => `momentum:${kind}`;

/**
 * One refresh from first request to written history. It never overlaps itself, in however many workers: a second one is skipped.
 * A failed refresh changes nothing and is counted; the board that was visible stays.
 */
export async function refreshMomentum(context: JobContext, kind: RefreshKind): Promise<RefreshOutcome> {
  const counter = `${kind}_refresh` as const;
  try {
    const flight = await withSingleFlight(context.redis, flightName(kind), LOCK_MS, async (lost) => {
      const signal = AbortSignal.any([context.signal, lost]);
      const fenced = { ...context, signal };
      const sweep = await sweepMarket(fenced, kind);
      const board = await commitBoard(fenced, sweep);
      const visibleMs = context.wallNow() - sweep.startedWall;
      await incrementCounter(context.redis, counter, "count");
      return { board, visibleMs };
    });
    if (!flight.ran) {
      context.memory.skipped += 1;
      return { skipped: true };
    }
    // Outside the flight: a slow Postgres must not make the next refresh wait.
    await writeHistory(context, flight.value.board, kind);
    return { skipped: false, ...flight.value };
  } catch (error) {
    if (!context.draining.aborted) await incrementCounter(context.redis, counter, "errors");
    throw error;
  }
}

async function sweepMarket(context: JobContext, kind: RefreshKind): Promise<Sweep> {
  const { coingecko, config, now, signal } = context;
  const startedAt = now();
  const startedWall = context.wallNow();
  const { pages } = context.cadence();
  const sweep =
    kind === "fast"
      ? await coingecko.fetchTopMarkets({ count: config.topFast, now, signal })
      : await coingecko.fetchMarkets({ maxPages: pages, now, signal });
  return {
    ...sweep,
    kind,
    startedAt,
    startedWall,
    reach: pages === null ? Number.POSITIVE_INFINITY : pages * PER_PAGE,
  };
}
