/**
 * Which of our writes and reads a Redis Cluster would take: each is done once, by the function that the product calls, on a
 * Redis in cluster mode that holds every slot, which refuses a command over several slots as any cluster does.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { ensureCounters, incrementCounter, readCounters } from "../lib/cache/counters";
import { recordError } from "../lib/cache/error-tally";
import { readBoard, writeBoard } from "../lib/cache/momentum-board";
import { writeBeat } from "../lib/cache/process-beats";
import { forgetRankChanges, writeRankChanges } from "../lib/cache/rank-changes";
import { createRequestBudget } from "../lib/cache/request-budget";
import { withSingleFlight } from "../lib/cache/single-flight";
import { forgetWhales } from "../lib/cache/whale-board";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import { rankChangesFixture } from "../lib/contracts/rank-changes.fixture";
import { publishInbox, readInbox } from "../lib/stream/inbox";
import { publishPatch } from "../lib/stream/publish";
import { freePort } from "./private-redis";

export interface Readiness {
  readonly what: string;
  /** Null when it went well. */
  readonly refused: string | null;
}

const snapshot = snapshotFixture(20, 1);
const item = {
  key: "probe",
  alert_id: "probe",
  coin_id: "bitcoin",
  symbol: "BTC",
  time: "2026-11-21T12:00:00.000Z",
  value: null,
  reason: "probe",
  already_true: false,
  late: false,
};
const beat = { id: "probe", pid: 1, startedAt: 0, seenAt: 0, memoryBytes: 0, eventLoopDelayMs: 0, readings: {} };

const attempts: Record<string, (redis: Redis) => Promise<unknown>> = {
  "board, written: one script, 6 keys": (redis) => writeBoard(redis, snapshot, streamStateFixture(snapshot), 0),
  "board, read: MGET of 2 keys": (redis) => readBoard(redis),
  "rank changes, written: one script, 5 keys": (redis) => writeRankChanges(redis, 1, [rankChangesFixture("1h", 1)]),
  "rank changes, forgotten: DEL of 5 keys": forgetRankChanges,
  "whales, forgotten: DEL of 2 keys": forgetWhales,
  "inbox, added to: one script, 2 keys": (redis) => publishInbox(redis, [item]),
  "inbox, read: MULTI over 2 keys": readInbox,
  "budget of calls, taken from: one script, 5 keys": (redis) =>
    createRequestBudget(redis, { name: "probe", perMinute: 10, perMonth: 10, wallNow: Date.now }).take(1, "high"),
  "process beats, written: MULTI over 2 keys": (redis) => writeBeat(redis, { ...beat, role: "web" }),
  "process beats, read: MGET of a key a process": (redis) => redis.mget("ghostquant:beat:a", "ghostquant:beat:b"),
  "counters, made: MULTI over 6 keys": ensureCounters,
  "counters, read: MGET of 6 keys": readCounters,
  "counters, counted: 1 key": (redis) => incrementCounter(redis, "fast_refresh", "count"),
  "locks: 1 key": (redis) => withSingleFlight(redis, "probe", 1_000, async () => null),
  "errors by kind: 1 key": (redis) => recordError(redis, "probe", "probe", 0),
  "patches, published: no key": (redis) => publishPatch(redis, { sequence: 1, asOf: 1, changed: [], removed: [] }),
  "queues of BullMQ as they are": (redis) => addJob(redis, "bull"),
  "queues of BullMQ with the prefix {bull}": (redis) => addJob(redis, "{bull}"),
};

async function addJob(redis: Redis, prefix: string): Promise<void> {
  const { host, port } = redis.options;
  const queue = new Queue("probe", { connection: { host, port, maxRetriesPerRequest: null }, prefix });
  queue.on("error", () => undefined);
  try {
    await queue.add("probe", {});
  } finally {
    await queue.close();
  }
}

export async function measureReadiness(): Promise<Readiness[]> {
  const directory = mkdtempSync(join(tmpdir(), "ghostquant-cluster-"));
  const port = await freePort();
  const server = startCluster(port, directory);
  const redis = new Redis(port, "127.0.0.1");
  try {
    await redis.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
    while (!String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok")) await sleep(50);
    const found: Readiness[] = [];
    for (const [what, attempt] of Object.entries(attempts)) {
      const refused = await attempt(redis).then(() => null, firstWords);
      found.push({ what, refused });
    }
    return found;
  } finally {
    redis.disconnect();
    server.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  }
}

function startCluster(port: number, directory: string): ChildProcess {
  const options = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--dir",
    directory,
    "--save",
    "",
    "--cluster-enabled",
    "yes",
  ];
  return spawn("redis-server", [...options, "--cluster-port", "0"], { stdio: "ignore" });
}

/** What Redis calls it, through whatever it was wrapped in. */
function firstWords(error: unknown): string {
  const words = [error, error instanceof Error ? error.cause : null].map(String).join(" ");
  return /CROSSSLOT|non local key|MOVED|CLUSTERDOWN/.exec(words)?.[0] ?? words.slice(0, 120);
}
