import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "bullmq";
import { beatProcess } from "@/lib/cache/beat-process";
import { recordError } from "@/lib/cache/error-tally";
import { CLOCK_READING } from "@/lib/contracts/find-troubles";
import type { Env } from "@/lib/env";
import type { Logger } from "@/lib/log";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import { HOUR_MS, SECOND_MS } from "@/lib/market/units";
import { closeQueues } from "@/lib/queue/connect-queues";
import { enqueue } from "@/lib/queue/enqueue";
import { serveLane } from "@/lib/queue/serve-lane";
import { forgetCandles } from "@/lib/store/candle-spans";
import { seedTelegram } from "@/worker/alerts/seed-telegram";
import { type Feeds, startFeeds } from "@/worker/feeds/start-feeds";
import { handlers } from "@/worker/jobs/handlers";
import { forgetOtherMarket } from "@/worker/refresh/forget-other-market";
import { loadPretrendModel } from "@/worker/refresh/pretrend-model";
import { keepBoard } from "@/worker/refresh/write-history";
import { connectServices } from "./connect-services";
import { every, type Ticker } from "./every";
import { lanesFromArguments } from "./lanes-from-arguments";
import { askMarketClock, learnMarketClock } from "./market-clock";
import { planRefreshes, type RefreshPlan } from "./plan-refreshes";
import { createJobRunner } from "./run-job";
import type { WorkerServices } from "./services";
import { startFresh, upkeep } from "./upkeep";

const UPKEEP_MS = 3 * SECOND_MS;
const ASK_PLAN_MS = HOUR_MS;
/** Jobs that are running at a shutdown get this long to end by themselves, and this long to obey. */
const DRAIN_MS = 6_000;
const OBEY_MS = 2_000;

export interface WorkerOptions {
  log: Logger;
  arguments: readonly string[];
  /** Aborts when the process shall stop. */
  stopped: AbortSignal;
}

/** Runs one worker until it is told to stop; resolves when everything is drained and closed. */
export async function startWorker(env: Env, { log, arguments: given, stopped }: WorkerOptions): Promise<void> {
  const lanes = lanesFromArguments(given);
  const connected = connectServices(env, log);
  const serverUrl = env.MARKET_SOURCE === "live" ? null : (env.MARKET_SERVER_URL ?? null);
  let clock: MarketClock = await learnMarketClock(serverUrl, log, stopped);
  const wishes = {
    tier: connected.tier,
    budget: connected.budget,
    coingecko: connected.coingecko,
    fastWishedSeconds: env.MOMENTUM_FAST_REFRESH_SECONDS,
    fullWishedSeconds: env.MOMENTUM_FULL_REFRESH_SECONDS,
  };
  const makePlan = () => {
    const received = connected.memory.visible?.snapshot.board.full?.received ?? null;
    return planRefreshes({ ...wishes, clock, received, wallNow: connected.wallNow() });
  };
  let plan: RefreshPlan = await makePlan();
  const services: WorkerServices = {
    ...connected,
    clock: () => clock,
    cadence: () => plan.cadence,
    draining: stopped,
  };
  const isOther = await forgetOtherMarket(services.redis, clock, log);
  // The same coin had other prices there, and hours without any that were only that market's.
  if (isOther) await services.db.attempt("candles of the market before", forgetCandles, "write");
  await loadPretrendModel(services, env.PRETREND_MODEL);
  await seedTelegram(env, { database: connected.database, box: connected.delivery.box, log });
  await upkeep(services, plan);
  const halt = new AbortController();
  const run = createJobRunner(services, handlers, halt.signal);
  const workers = lanes.map((lane) => serveLane(lane, services.redis, run, log));
  await startFresh(services, clock, marketNow(clock, services.wallNow()));
  await enqueue(services.queues, "alerts.evaluate", {});
  const stopBeating = beatProcess(
    services.redis,
    "worker",
    () => ({ ...readings(services), [CLOCK_READING]: connected.sharedClock.aheadMs() }),
    log,
  );
  const sinks = {
    log,
    tally: (kind: string, message: string) => recordError(services.redis, kind, message, services.wallNow()),
  };
  const keepUp = async () => {
    clock = (await askMarketClock(serverUrl)) ?? clock;
    plan = await makePlan();
    await upkeep(services, plan);
  };
  const tickers = [
    every({ name: "upkeep", everyMs: UPKEEP_MS, work: keepUp }, sinks),
    every({ name: "the provider's plan", everyMs: ASK_PLAN_MS, work: () => learnPlan(services) }, sinks),
  ];
  const feeds = lanes.includes("market-data")
    ? startFeeds(services, { wsBase: connected.binanceStreams, sinks })
    : null;
  log.info({ lanes, plan: plan.quota.plan, cadence: plan.cadence, note: plan.quota.note }, "ready");
  if (!stopped.aborted) await once(stopped, "abort");
  stopBeating();
  await shutDown({ workers, tickers, feeds, halt, services });
  connected.delivery.senders.close();
  await connected.research.desk.close();
  await closeQueues(connected.queues);
  connected.sharedClock.stop();
  connected.redis.disconnect();
  await connected.database.close();
  log.info("stopped");
}

function readings({ memory }: WorkerServices): Record<string, number> {
  return {
    refreshes_skipped: memory.skipped,
    board_sequence: memory.visible?.state.sequence ?? 0,
  };
}

/** The provider's own word on a paid plan, which counts over our defaults. */
async function learnPlan({ coingecko, budget }: WorkerServices): Promise<void> {
  const stated = await coingecko.fetchPlan();
  if (stated === null) return;
  await budget.learnLimit(stated.perMinute);
  await budget.learnMonth(stated.monthlyCredits, stated.monthlySpent);
}

interface Running {
  workers: readonly Worker[];
  tickers: readonly Ticker[];
  /** Null when this copy does not serve market data. */
  feeds: Feeds | null;
  halt: AbortController;
  services: WorkerServices;
}

/** No new job is taken; running ones may end, then must; then what is visible is kept. An outage cannot hold this up. */
async function shutDown({ workers, tickers, feeds, halt, services }: Running): Promise<void> {
  const drained = Promise.all(workers.map((worker) => worker.close()));
  const obeyed = await Promise.race([drained.then(() => true), sleep(DRAIN_MS, false)]);
  if (!obeyed) {
    halt.abort(new Error("the worker is stopping"));
    await Promise.race([drained, sleep(OBEY_MS)]);
  }
  await Promise.race([Promise.all(tickers.map((ticker) => ticker.stop())), sleep(OBEY_MS)]);
  await Promise.race([feeds?.ended, sleep(OBEY_MS)]);
  await Promise.race([keepBoard(services), sleep(OBEY_MS)]);
}
