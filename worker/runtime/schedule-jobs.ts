import type { JobName } from "@/lib/contracts/jobs";
import type { MarketClock } from "@/lib/market/clock";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { Queues } from "@/lib/queue/connect-queues";
import { enqueue } from "@/lib/queue/enqueue";
import { ensureSchedule, isPending, readSchedule, removeSchedule } from "@/lib/queue/schedules";
import { type Cadence, toPace } from "./pace";
import type { ClusteringConfig } from "./services";

/** How long a delivery that was never queued may lie. Wall clock. */
const SWEEP_WALL_MS = 15 * SECOND_MS;
/** Housekeeping never runs more often than this, however fast the replay. Wall clock. */
const HOUSEKEEPING_WALL_MS = MINUTE_MS;
/** A schedule that is due this soon needs no extra job at a start. */
const DUE_SOON_MS = SECOND_MS;

/** Jobs that run when somebody asks, not by the clock. */
type AskedFor =
  | "volume.bootstrap"
  | "candles.load"
  | "alerts.evaluate"
  | "delivery.send"
  | "backtest.run"
  | "backtest.part"
  | "backtest.join";

function intervals(
  cadence: Cadence,
  clock: MarketClock,
  { enabled, automatic, everySeconds }: ClusteringConfig,
): Record<Exclude<JobName, AskedFor>, number | null> {
  const housekeeping = (marketMs: number) => Math.max(HOUSEKEEPING_WALL_MS, toPace(marketMs / SECOND_MS, clock).wallMs);
  return {
    "momentum.refresh-fast": cadence.fast?.wallMs ?? null,
    "momentum.refresh-full": cadence.full.wallMs,
    "history.retain": housekeeping(HOUR_MS),
    "universe.categories": housekeeping(DAY_MS),
    "clusters.compute": enabled && automatic ? toPace(everySeconds, clock).wallMs : null,
    "pairs.map": housekeeping(HOUR_MS),
    "pretrend.follow-up": housekeeping(HOUR_MS),
    "delivery.sweep": SWEEP_WALL_MS,
    "backtest.sweep": SWEEP_WALL_MS,
    "scorecard.measure": housekeeping(DAY_MS),
  };
}

/** Brings every schedule to the wished interval; writes to Redis only where something differs. */
export async function scheduleJobs(
  queues: Queues,
  { cadence, clock, clustering }: { cadence: Cadence; clock: MarketClock; clustering: ClusteringConfig },
  wallNow: UnixMs,
) {
  for (const [name, everyMs] of Object.entries(intervals(cadence, clock, clustering)) as [JobName, number | null][]) {
    if (everyMs === null) await removeSchedule(queues, name);
    else await ensureSchedule(queues, name, everyMs, wallNow);
  }
}

/** A job that began longer ago than this may be a dead worker's. Wall clock. */
const SURELY_ALIVE_MS = 10 * SECOND_MS;

/** Refreshes now instead of at the next tick, unless the tick is about to come or another worker is at it. */
export async function refreshAtOnce(queues: Queues, wallNow: UnixMs): Promise<void> {
  if (await isPending(queues, "momentum.refresh-full", wallNow - SURELY_ALIVE_MS)) return;
  const held = await readSchedule(queues, "momentum.refresh-full");
  if (held !== null && held.nextAt - wallNow <= DUE_SOON_MS) return;
  await enqueue(queues, "momentum.refresh-full", {});
}
