import { setTimeout as sleep } from "node:timers/promises";
import { withSingleFlight } from "@/lib/cache/single-flight";
import { writeWhaleBoard } from "@/lib/cache/whale-board";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { AppError } from "@/lib/errors";
import { marketNow } from "@/lib/market/clock";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { every, type FailureSinks } from "@/worker/runtime/every";
import { classifyError } from "@/worker/runtime/run-job";
import type { WorkerServices } from "@/worker/runtime/services";
import { FEED_TIMES, type FeedContext } from "./feed-context";
import { createTransferLog, createTransferPoll } from "./transfers";
import { idleWatch } from "./watch-state";
import { watchWhales } from "./whale-watch";

/** After a refusal for where we are, asking again soon is no use. */
const BLOCKED_MS = 10 * MINUTE_MS;

export interface Feeds {
  /** Resolves when the feeds have ended and kept what they knew; they end when the worker drains. */
  readonly ended: Promise<void>;
}

type Options = Pick<FeedContext, "wsBase" | "sinks"> & Partial<FeedContext>;

/** The whale watch, run by one copy among all that serve market data; another takes over within seconds. */
export function startFeeds(services: WorkerServices, options: Options): Feeds {
  const now = (): UnixMs => marketNow(services.clock(), services.wallNow());
  const context: FeedContext = {
    services,
    now,
    random: Math.random,
    times: FEED_TIMES,
    say: (state, reason) => say(services, now(), idleWatch(state, reason)),
    ...options,
  };
  const reason = whyUnavailable(services);
  return { ended: reason === null ? takeTurns(context) : tellUnavailable(context, reason) };
}

function whyUnavailable({ config, clock }: WorkerServices): string | null {
  if (!config.whaleWatch) return "Switched off by ENABLE_WHALE_WATCH.";
  if (clock().source === "replay") return "The recorded tape holds candles, not trades.";
  return null;
}

async function say({ redis }: WorkerServices, now: UnixMs, watch: WhaleWatch): Promise<void> {
  await writeWhaleBoard(redis, { writtenAt: now, watch, coins: [] }, []);
}

async function tellUnavailable({ services, sinks, say: tell }: FeedContext, reason: string): Promise<void> {
  const duty = { name: "whale board", everyMs: MINUTE_MS, work: () => tell("unavailable", reason) };
  const ticker = every(duty, sinks);
  await untilAborted(services.draining);
  await ticker.stop();
}

/** Leads when nobody else does; what goes wrong is told and tried again. */
async function takeTurns(context: FeedContext): Promise<void> {
  const { services, sinks, times } = context;
  const { draining, redis } = services;
  while (!draining.aborted) {
    let waitMs = times.retryMs;
    try {
      await withSingleFlight(redis, "whale-watch", times.lockMs, (lost) => lead(context, lost));
    } catch (error) {
      waitMs = await tellTrouble(context, sinks, error);
    }
    await sleep(waitMs, undefined, { signal: draining }).catch(() => undefined);
  }
}

async function lead(context: FeedContext, lost: AbortSignal): Promise<void> {
  const { services, sinks, times } = context;
  const transfers = createTransferLog();
  const { whaleAlert, draining } = services;
  const poll = whaleAlert === null ? null : createTransferPoll(context, whaleAlert, transfers);
  const ticker = poll === null ? null : every({ name: "Whale Alert", everyMs: times.transfersMs, work: poll }, sinks);
  try {
    await watchWhales(context, transfers, AbortSignal.any([lost, draining]));
  } finally {
    await ticker?.stop();
  }
}

/** Says what is wrong and how long to leave it alone. */
async function tellTrouble({ services, say: tell, times }: FeedContext, sinks: FailureSinks, error: unknown) {
  const { kind, message } = classifyError(error);
  if (services.draining.aborted) return 0;
  services.log.warn({ err: error, kind }, "the whale watch ended and begins again");
  sinks.tally(kind, `whale watch: ${message}`).catch(() => undefined);
  const blocked = error instanceof AppError && error.code === "forbidden";
  await tell(blocked ? "unavailable" : "down", message).catch(() => undefined);
  return blocked ? BLOCKED_MS : times.retryMs;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
