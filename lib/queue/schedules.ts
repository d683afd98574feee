import { type JobName, jobs } from "@/lib/contracts/jobs";
import type { UnixMs } from "@/lib/market/units";
import type { Queues } from "./connect-queues";
import { jobOptions } from "./enqueue";

/** A schedule as Redis holds it. */
export interface Schedule {
  everyMs: number;
  /** Wall-clock time of the next run. */
  nextAt: UnixMs;
}

/** Small drifts of the wished interval are not worth moving a schedule for. */
const TOLERANCE = 0.1;
/** A schedule whose next run is this far in the past lost its job in a crash. */
const OVERDUE_MS = 5_000;

/**
 * When the schedule should start, or null when what Redis holds is good enough.
 * A changed interval keeps its phase: the next run is one new interval after the last one, never earlier than now.
 */
export function planSchedule(held: Schedule | null, everyMs: number, wallNow: UnixMs): UnixMs | null {
  if (held === null) return wallNow;
  const changed = Math.abs(held.everyMs - everyMs) > held.everyMs * TOLERANCE;
  if (changed) return Math.min(Math.max(wallNow, held.nextAt - held.everyMs + everyMs), wallNow + everyMs);
  const overdue = held.nextAt + held.everyMs + OVERDUE_MS < wallNow;
  return overdue || isFarOff(held, wallNow) ? wallNow : null;
}

/** Planned by a process whose clock was ahead: nothing of this kind would run until the others get there. */
const isFarOff = (held: Schedule, wallNow: UnixMs): boolean => held.nextAt - held.everyMs - OVERDUE_MS > wallNow;

export async function readSchedule(queues: Queues, name: JobName): Promise<Schedule | null> {
  const held = await queues[jobs[name].lane].getJobScheduler(name);
  if (held?.every === undefined || held.next === undefined) return null;
  return { everyMs: Number(held.every), nextAt: Number(held.next) };
}

/**
 * Makes sure that exactly one schedule of this kind exists with this interval, however many workers call it.
 * Redis is written only when the schedule is missing, its interval changed or its next job was lost.
 */
export async function ensureSchedule(
  queues: Queues,
  name: JobName,
  everyMs: number,
  wallNow: UnixMs,
): Promise<"kept" | "written"> {
  const held = await readSchedule(queues, name);
  const start = planSchedule(held, everyMs, wallNow);
  if (start === null) return "kept";
  // BullMQ keeps the next run of a schedule whose interval stays, however far away it is.
  if (held !== null && isFarOff(held, wallNow)) await removeSchedule(queues, name);
  await queues[jobs[name].lane].upsertJobScheduler(
    name,
    { every: Math.round(everyMs), startDate: start },
    { name, data: {}, opts: jobOptions(name) },
  );
  return "written";
}

export async function removeSchedule(queues: Queues, name: JobName): Promise<void> {
  await queues[jobs[name].lane].removeJobScheduler(name);
}

/** Whether a job of this kind waits, or began to run at `since` (wall clock) or later: an older one may be a dead worker's. */
export async function isPending(queues: Queues, name: JobName, since: UnixMs): Promise<boolean> {
  const pending = await queues[jobs[name].lane].getJobs(["active", "waiting"]);
  return pending.some((job) => job?.name === name && (job.processedOn ?? since) >= since);
}
