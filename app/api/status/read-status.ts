import type { WebServices } from "@/app/api/web-services";
import { readClusterRun } from "@/lib/cache/cluster-run";
import { readCounters } from "@/lib/cache/counters";
import { listErrors } from "@/lib/cache/error-tally";
import { readMarketClock } from "@/lib/cache/market-clock";
import { readPairMap } from "@/lib/cache/pair-map";
import { listBeats } from "@/lib/cache/process-beats";
import { readQuotaReport } from "@/lib/cache/quota-report";
import { readWhaleBoard } from "@/lib/cache/whale-board";
import { FEWEST_COINS } from "@/lib/clustering/cluster-universe";
import { findTroubles, type Switches } from "@/lib/contracts/find-troubles";
import { isoOrNull, isoTime, isStale } from "@/lib/contracts/http/freshness";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { standingWatch } from "@/lib/contracts/standing-watch";
import { type PairStatus, type StatusReport, UNMAPPED_SHOWN } from "@/lib/contracts/status";
import { marketNow } from "@/lib/market/clock";
import type { PairMap, UnmappedPair } from "@/lib/market/pair";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { countJobs } from "@/lib/queue/count-jobs";
import { type BacktestTally, tallyBacktests } from "@/lib/store/backtest-tally";
import { pingDatabase } from "@/lib/store/ping";
import { readAlertStanding, type StatusReader } from "./read-alert-standing";

/** How long the page waits for any one part before it shows that part as missing. */
const PART_PATIENCE_MS = 1_500;

/** What it takes to read the status: the web process has it, and the doctor opens it for itself. */
export type StatusServices = Pick<WebServices, "redis" | "boards" | "log" | "database" | "env" | "box" | "queues">;

/** Everything an operator asks first; a part that cannot be read is shown as missing and never fails the rest. */
export async function readStatus(
  services: StatusServices,
  wallNow: UnixMs,
  reader: StatusReader = "anybody",
): Promise<StatusReport> {
  const { redis, boards, log, env } = services;
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
    alerts,
    groups,
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
    orElse(readAlertStanding(services, wallNow, reader), null),
    orElse(readClusterRun(redis, env.CLUSTERING_METHOD, log), null),
  ]);
  const clock = storedClock ?? snapshot?.board.clock ?? null;
  const board = describeBoard(snapshot, boards.isCutOff(), wallNow);
  const stores = { redis: redisState, postgres };
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  const signs = {
    timestamp: isoTime(wallNow),
    clock,
    market_time: clock === null ? null : isoTime(now),
    board,
    fast: snapshot?.board.fast ?? null,
    full: snapshot?.board.full ?? null,
    processes,
    queues,
    backtests: tests === null ? null : describeBacktests(tests),
    counters,
    quota,
    alerts,
    clusters: {
      age_seconds: groups === null ? null : Math.max(0, Math.round((now - groups.asOf) / SECOND_MS)),
      every_seconds: env.CLUSTERING_UPDATE_INTERVAL,
      fewest_coins: FEWEST_COINS,
    },
    whales: standingWatch(whales, now, clock?.speed ?? 1),
    whales_as_of: whales === null ? null : isoTime(whales.writtenAt),
    pairs: pairs === null ? null : describePairs(pairs),
    errors,
    stores,
  };
  const troubles = findTroubles({ ...signs, switches: switchesOf(services) }, wallNow);
  const summary = troubles.length === 0 ? "Everything is running." : troubles.map(({ what }) => what).join(" ");
  return { summary, troubles, ...signs };
}

function switchesOf({ env }: StatusServices): Switches {
  return {
    sockets: env.USE_WEBSOCKETS,
    clustering: env.CLUSTERING_ENABLED,
    automaticClustering: env.ENABLE_AUTO_CLUSTERING,
    whales: env.ENABLE_WHALE_WATCH,
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

async function countQueues(services: StatusServices): Promise<StatusReport["queues"]> {
  return countJobs(services.queues());
}

async function pingRedis({ redis }: StatusServices): Promise<StatusReport["stores"]["redis"]> {
  const startedAt = performance.now();
  const info = await redis.info("memory");
  const pingMs = Math.round((performance.now() - startedAt) * 100) / 100;
  const used = /^used_memory:(\d+)/mu.exec(info)?.[1];
  return { ok: true, pingMs, usedBytes: used === undefined ? null : Number(used) };
}

async function pingPostgres({ database }: StatusServices): Promise<StatusReport["stores"]["postgres"]> {
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
    ...describeCoverage(board.coins),
  };
}

/** How much of the scores rests on data, over the ranked coins. */
function describeCoverage(coins: BoardSnapshot["board"]["coins"]) {
  const ranked = coins.filter(({ rank }) => rank !== null);
  const missing = Object.fromEntries(
    subScoreNames.map((name) => [name, ranked.filter((coin) => coin.missing.includes(name)).length]),
  ) as Record<(typeof subScoreNames)[number], number>;
  const total = ranked.reduce((sum, { coverage }) => sum + coverage, 0);
  return { coverage: ranked.length === 0 ? 0 : Math.round((1_000 * total) / ranked.length) / 1_000, missing };
}
