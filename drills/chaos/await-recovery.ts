import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Queues } from "@/lib/queue/connect-queues";
import { allLanes } from "@/lib/queue/lanes";
import { oldestJobs } from "@/lib/queue/oldest-jobs";
import type { AlertLoad } from "./alert-load";
import type { Invariant, Ledger } from "./ledger";
import type { ListWatch } from "./watch-lists";
import type { PatchWatch } from "./watch-patches";
import type { StreamWatch } from "./watch-stream";

export interface Watches {
  readonly redis: Redis;
  readonly queues: Queues;
  readonly alerts: AlertLoad;
  readonly patches: PatchWatch;
  readonly lists: readonly (readonly [string, ListWatch])[];
  readonly streams: readonly (readonly [string, StreamWatch])[];
  readonly ledger: Ledger;
}

/** A job that has been due, or has run, for longer than this is stuck: the slowest job here takes a second. */
const STUCK_S = 20;
/** A message that nobody has tried for this long after it was due is forgotten. */
const OVERDUE_S = 20;
/** Boards that a reader may be behind at the moment of a look. */
const LAG = 2;
const LOOK_EVERY_MS = 250;

type Complaint = readonly [Invariant, string];

/** Waits until everything works again, and says what does not when the patience is over. */
export async function awaitRecovery(watches: Watches, patienceMs: number): Promise<number | null> {
  const began = Date.now();
  const from = { sequence: watches.patches.highest(), rules: watches.alerts.rules() };
  for (;;) {
    const amiss = await whatIsAmiss(watches, from).catch((error: unknown): Complaint[] => [
      ["recovery", `the drill could not look: ${error instanceof Error ? error.message : String(error)}`],
    ]);
    if (amiss.length === 0) return Date.now() - began;
    if (Date.now() - began > patienceMs) {
      for (const [invariant, words] of amiss) watches.ledger.complain(invariant, words);
      return null;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function whatIsAmiss(watches: Watches, from: { sequence: number; rules: number }): Promise<Complaint[]> {
  const highest = watches.patches.highest();
  const dead: Complaint[] =
    highest < from.sequence + 2 ? [["recovery", `no new boards after sequence ${highest}`]] : [];
  const late = (sequence: number) => sequence < highest - LAG;
  return [
    ...dead,
    ...watches.lists.flatMap(([name, list]): Complaint[] => {
      const seen = list.last();
      if (seen === null) return [["recovery", `${name} does not answer with a list`]];
      if (seen.stale) return [["recovery", `${name} calls its board stale`]];
      return late(seen.sequence) ? [["recovery", `${name} stays at ${seen.sequence} of ${highest}`]] : [];
    }),
    ...watches.streams.flatMap(([name, stream]): Complaint[] => {
      const sequence = stream.sequence();
      if (sequence === null) return [["recovery", `no frames from ${name}`]];
      return late(sequence) ? [["recovery", `${name} stays at ${sequence} of ${highest}`]] : [];
    }),
    ...(await lostAlerts(watches, from.rules)),
    ...(await stuckJobs(watches)),
  ];
}

async function lostAlerts({ alerts }: Watches, rules: number): Promise<Complaint[]> {
  const { fired, uncarried, firedTwice, overdueSeconds } = await alerts.standing();
  const amiss: Complaint[] = [];
  if (fired < rules) amiss.push(["alerts", `${rules - fired} rules did not fire`]);
  if (uncarried > 0) amiss.push(["alerts", `${uncarried} firings without a message`]);
  if (firedTwice > 0) amiss.push(["alerts", `${firedTwice} rules fired twice`]);
  if (overdueSeconds > OVERDUE_S) amiss.push(["alerts", `a message is ${Math.round(overdueSeconds)} s late`]);
  return amiss;
}

async function stuckJobs({ queues }: Watches): Promise<Complaint[]> {
  const now = Date.now();
  const late = (await oldestJobs(queues, now)).flatMap(({ lane, oldestSeconds }): Complaint[] =>
    oldestSeconds > STUCK_S ? [["jobs", `a job of ${lane} has waited for ${Math.round(oldestSeconds)} s`]] : [],
  );
  const running = await Promise.all(
    allLanes.map(async (lane) => {
      const active = await queues[lane].getActive();
      return active.flatMap((job): Complaint[] => {
        const seconds = (now - (job?.processedOn ?? now)) / 1_000;
        return seconds > STUCK_S ? [["jobs", `${job.name} has been running for ${Math.round(seconds)} s`]] : [];
      });
    }),
  );
  return [...late, ...running.flat()];
}
