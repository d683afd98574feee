import type { WebServices } from "@/app/api/web-services";
import { readCounters } from "@/lib/cache/counters";
import { listErrors } from "@/lib/cache/error-tally";
import { readMarketClock } from "@/lib/cache/market-clock";
import { readPairMap } from "@/lib/cache/pair-map";
import { listBeats } from "@/lib/cache/process-beats";
import { readQuotaReport } from "@/lib/cache/quota-report";
import { readWhaleBoard } from "@/lib/cache/whale-board";
import { isoOrNull, isoTime, isStale } from "@/lib/contracts/http/freshness";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { standingWatch } from "@/lib/contracts/standing-watch";
import { type PairStatus, type ProcessBeat, type StatusReport, UNMAPPED_SHOWN } from "@/lib/contracts/status";
import { marketNow } from "@/lib/market/clock";
import type { PairMap, UnmappedPair } from "@/lib/market/pair";
import type { UnixMs } from "@/lib/market/units";
import { countJobs } from "@/lib/queue/count-jobs";
import { type BacktestTally, tallyBacktests } from "@/lib/store/backtest-tally";
import { pingDatabase } from "@/lib/store/ping";

/** How long the page waits for any one part before it shows that part as missing. */
const PART_PATIENCE_MS = 1_500;
const ROLES: readonly ProcessBeat["role"][] = ["web", "worker", "stream"];

/** Everything an operator asks first; a part that cannot be read is shown as missing and never fails the rest. */
export async function readStatus(services: WebServices, wallNow: UnixMs): Promise<StatusReport> {
  const { redis, boards, log } = services;
  const [
    snapshot,
    storedClock,
    processes,
    queues,
    counters,
    quota,
    errors,
    redisState,
    postgres,
    whales,
    pairs,
    tests,
  ] = await Promise.all([
    orElse(boards.read(), null),
    orElse(readMarketClock(redis, log), null),
    orElse(listBeats(redis, log), []),
    orElse(countQueues(services), []),
    orElse(readCounters(redis), {}),
    orElse(readQuotaReport(redis, log), null),
    orElse(listErrors(redis, log), []),
    orElse(pingRedis(services), { ok: false, pingMs: null, usedBytes: null }),
    orElse(pingPostgres(services), { ok: false, pingMs: null, sizeBytes: null }),
    orElse(readWhaleBoard(redis, log), null),
    orElse(readPairMap(redis, log), null),
    orElse(tallyBacktests(services.database, wallNow), null),
  ]);
  const clock = storedClock ?? snapshot?.board.clock ?? null;
  const board = describeBoard(snapshot, boards.isCutOff(), wallNow);
  const stores = { redis: redisState, postgres };
  return {
    summary: summarise({ board, processes, stores }),
    timestamp: isoTime(wallNow),
    clock,
    market_time: clock === null ? null : isoTime(marketNow(clock, wallNow)),
    board,
    fast: snapshot?.board.fast ?? null,
    full: snapshot?.board.full ?? null,
    processes,
    queues,
    backtests: tests === null ? null : describeBacktests(tests),
    counters,
    quota,
    whales: standingWatch(whales, clock === null ? wallNow : marketNow(clock, wallNow), clock?.speed ?? 1),
    whales_as_of: whales === null ? null : isoTime(whales.writtenAt),
    pairs: pairs === null ? null : describePairs(pairs),
    errors,
    stores,
  };
}

/** Reasons in the order in which an operator can do something about them. */
const REASONS: readonly UnmappedPair["reason"][] = [
  "ambiguous",
  "price_disagrees",
  "no_price",
  "not_trading",
  "no_such_symbol",
];

function describePairs({ venue, mappedAt, mapped, unmapped }: PairMap): PairStatus {
  const byReason = unmapped.toSorted((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason));
  return {
    venue,
    mapped_at: isoTime(mappedAt),
    mapped: mapped.length,
    unmapped: unmapped.length,
    ambiguous: unmapped.filter(({ reason }) => reason === "ambiguous").length,
    listed: byReason.slice(0, UNMAPPED_SHOWN),
  };
}

function describeBacktests({ oldestQueuedAt, ...counts }: BacktestTally): StatusReport["backtests"] {
  return { ...counts, oldest_queued_at: isoOrNull(oldestQueuedAt) };
}

function orElse<T>(work: Promise<T>, missing: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(missing), PART_PATIENCE_MS);
    work
      .then(resolve, () => resolve(missing))
      .finally(() => clearTimeout(timer))
      .catch(() => undefined);
  });
}

async function countQueues(services: WebServices): Promise<StatusReport["queues"]> {
  return countJobs(services.queues());
}

async function pingRedis({ redis }: WebServices): Promise<StatusReport["stores"]["redis"]> {
  const startedAt = performance.now();
  const info = await redis.info("memory");
  const pingMs = Math.round((performance.now() - startedAt) * 100) / 100;
  const used = /^used_memory:(\d+)/mu.exec(info)?.[1];
  return { ok: true, pingMs, usedBytes: used === undefined ? null : Number(used) };
}

async function pingPostgres({ database }: WebServices): Promise<StatusReport["stores"]["postgres"]> {
  const { ms, sizeBytes } = await pingDatabase(database);
  return { ok: true, pingMs: ms, sizeBytes };
}

function describeBoard(snapshot: BoardSnapshot | null, cutOff: boolean, wallNow: UnixMs): StatusReport["board"] {
  if (snapshot === null) return null;
  const { board } = snapshot;
  return {
    sequence: board.sequence,
    as_of: isoTime(board.asOf),
    stale: cutOff || isStale(board, marketNow(board.clock, wallNow)),
    coins: board.coins.length,
    ranked: board.rankedCount,
  };
}

/** One line for people: all is well, or what is not. */
function summarise({ board, processes, stores }: Pick<StatusReport, "board" | "processes" | "stores">): string {
  const silent = ROLES.filter((role) => processes.every((beat) => beat.role !== role));
  const troubles = [
    stores.redis.ok ? null : "Redis cannot be reached.",
    stores.postgres.ok ? null : "Postgres cannot be reached.",
    // Without Redis nobody can be heard, so silence says nothing about the processes.
    stores.redis.ok && silent.length > 0 ? `No sign of life from ${silent.join(" and ")}.` : null,
    board === null ? "No market data has arrived yet." : null,
    board?.stale === true ? "The market data is stale." : null,
  ].filter((trouble) => trouble !== null);
  return troubles.length === 0 ? "Everything is running." : troubles.join(" ");
}
