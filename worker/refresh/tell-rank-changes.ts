import { writePastRankings } from "@/lib/cache/past-rankings";
import { writeRankChanges } from "@/lib/cache/rank-changes";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { isSameMarket } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import type { PastRanking } from "@/lib/momentum/past-ranking";
import { compareRankings } from "@/lib/momentum/rank-changes";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { isNearWindow, PAST_RANKINGS_EVERY_MS, rankWindows } from "@/lib/momentum/rank-windows";
import { readRankingNear } from "@/lib/store/momentum-history";
import { publishRankChanges } from "@/lib/stream/publish";
import type { JobContext } from "@/worker/runtime/services";
import type { Loaded, PastRankings } from "./memory";

/** More than anybody reads; the totals tell what was cut. */
const LISTED = 100;

/**
 * Writes and publishes what changed since 15 minutes, an hour, a day and a week ago, after every board and beside the way on
 * which boards become visible. Never throws: without it a board is only less explained.
 */
export async function tellRankChanges(context: JobContext): Promise<void> {
  const { config, log, memory } = context;
  const turn = memory.rankChanges;
  turn.again = true;
  if (!config.rankChanges || turn.telling) return;
  turn.telling = true;
  try {
    while (turn.again) {
      turn.again = false;
      await tellVisible(context);
    }
  } catch (error) {
    if (!context.draining.aborted) log.warn({ err: error }, "The rank changes could not be told");
  } finally {
    turn.telling = false;
  }
}

async function tellVisible(context: JobContext): Promise<void> {
  const { memory, redis } = context;
  const board = memory.visible?.snapshot.board;
  if (board === undefined || !isSameMarket(board.clock, context.clock())) return;
  const rankings = await loadPastRankings(context, board.writtenAt);
  const changes = rankWindowSchema.options.map((window) => changesOf(board, window, rankings.get(window) ?? null));
  if (!(await writeRankChanges(redis, board.sequence, changes))) return;
  await Promise.all(changes.map((one) => publishRankChanges(redis, one)));
}

/** Rankings that Postgres cannot give anew are kept for as long as they are near enough. */
async function loadPastRankings(context: JobContext, now: UnixMs): Promise<PastRankings> {
  const { db, memory, redis } = context;
  const period = Math.floor(now / PAST_RANKINGS_EVERY_MS);
  if (memory.pastRankings?.period === period) return memory.pastRankings.value;
  const answer = await db.attempt("past rankings", (database) => readAll(database, now), "read");
  if (!answer.ok) return stillNear(memory.pastRankings, now);
  if (!sameMoments(memory.pastRankings?.value, answer.value)) await writePastRankings(redis, answer.value);
  memory.pastRankings = { period, value: answer.value };
  return answer.value;
}

async function readAll(database: JobContext["db"]["database"], now: UnixMs): Promise<PastRankings> {
  const rankings = new Map<RankWindow, PastRanking>();
  // One after the other: four at once would hold four connections and the rows of four universes.
  for (const window of rankWindowSchema.options) {
    const { lengthMs, toleranceMs } = rankWindows[window];
    const ranking = await readRankingNear(database, now - lengthMs, toleranceMs);
    if (ranking !== null) rankings.set(window, ranking);
  }
  return rankings;
}

function stillNear(held: Loaded<PastRankings> | null, now: UnixMs): PastRankings {
  return new Map([...(held?.value ?? [])].filter(([window, { at }]) => isNearWindow(window, at, now)));
}

function sameMoments(held: PastRankings | undefined, read: PastRankings): boolean {
  return held?.size === read.size && [...read].every(([window, { at }]) => held.get(window)?.at === at);
}

function changesOf(board: MomentumBoard, window: RankWindow, previous: PastRanking | null): RankChanges {
  const { sequence, asOf, writtenAt } = board;
  const about = { window, sequence, asOf, writtenAt };
  if (previous === null) {
    return { ...about, previousAt: null, total: 0, changes: [], entered: [], enteredTotal: 0 };
  }
  const comparison = compareRankings(previous, board.coins);
  const [moves, entered] = [comparison.notable(), comparison.entered()];
  return {
    ...about,
    previousAt: previous.at,
    total: moves.length,
    changes: moves.slice(0, LISTED),
    entered: entered.slice(0, LISTED),
    enteredTotal: entered.length,
  };
}
