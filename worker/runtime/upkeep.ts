import { ensureCounters } from "@/lib/cache/counters";
import { writeMarketClock } from "@/lib/cache/market-clock";
import { readBoardSequence } from "@/lib/cache/momentum-board";
import { writeQuotaReport } from "@/lib/cache/quota-report";
import type { MarketClock } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { askForClusters } from "@/worker/clusters/ask-for-clusters";
import { readStanding } from "@/worker/refresh/read-visible";
import { restoreBoard } from "@/worker/refresh/restore-board";
import type { RefreshPlan } from "./plan-refreshes";
import { refreshAtOnce, scheduleJobs } from "./schedule-jobs";
import type { WorkerServices } from "./services";

/** A board older than this many of its own intervals is refreshed at once at a start. */
const STALE_INTERVALS = 2;

/** What keeps Redis telling the truth, done again and again: it may have been wiped since the last time. */
export async function upkeep(services: WorkerServices, plan: RefreshPlan): Promise<void> {
  const { redis, queues, clock, wallNow } = services;
  await ensureCounters(redis);
  await writeMarketClock(redis, clock());
  await writeQuotaReport(redis, plan.quota);
  if ((await readBoardSequence(redis)) === null) await restoreBoard(services);
  await scheduleJobs(
    queues,
    { cadence: plan.cadence, clock: clock(), clustering: services.config.clustering },
    wallNow(),
  );
}

/** At a start: a whole board as soon as possible when there is none, or only an old one; groups when a board has none. */
export async function startFresh(services: WorkerServices, clock: MarketClock, now: UnixMs): Promise<void> {
  const { visible } = await readStanding(services);
  const full = visible?.snapshot.board.full ?? null;
  const age = now - (full?.refreshedAt ?? Number.NEGATIVE_INFINITY);
  const usable = full !== null && age >= 0 && age <= full.everySeconds * STALE_INTERVALS * 1_000;
  const otherMarket = visible !== null && visible.snapshot.board.clock.source !== clock.source;
  if (!usable || otherMarket) await refreshAtOnce(services.queues, services.wallNow());
  else await askForClusters(services, visible?.snapshot.board ?? null);
}
