import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "bullmq";
import { sql } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import type { Database } from "@/lib/connections";
import { createRedis } from "@/lib/connections";
import type { DeliveryOutcome } from "@/lib/contracts/delivery";
import { MINUTE_MS } from "@/lib/market/units";
import { serveLane } from "@/lib/queue/serve-lane";
import { type Random, seededRandom } from "@/lib/statistics/seeded-random";
import { readJudged } from "@/lib/store/alert-progress";
import { queryRows } from "@/lib/store/query";
import { sweepDeliveries } from "@/worker/jobs/sweep-deliveries";
import type { JobContext } from "@/worker/runtime/services";
import { boardAt, createAlertWorld, type Send } from "./alert-world.fixture";
import { attemptDelivery } from "./attempt-delivery";
import { judgeBoards } from "./judge-boards";

/** `CHAOS_SEEDS=10 CHAOS_RULES=1000` is the whole of it: ten times three thousand alerts. Two small ones are for every day. */
const SEEDS = Array.from({ length: Number(process.env.CHAOS_SEEDS ?? 2) }, (_, index) => index + 1);
const RULES = Number(process.env.CHAOS_RULES ?? 350);
/** Rules of one channel, which a storm therefore hits. */
const STORMY = 40;
const BOARDS = 6;
const REDIS = 16;
/** Two cores shared with everything else can be slow; nothing here is about speed. */
const PATIENCE_MS = 400_000;
const log = pino({ level: "silent" });
const policy = {
  timeoutMs: 150,
  leaseMs: 500,
  firstWaitMs: 10,
  growth: 2,
  longestWaitMs: 200,
  graceMs: 100,
};

let world: Awaited<ReturnType<typeof createAlertWorld>>;
let shiftMs = 0;
const wallNow = () => Date.now() + shiftMs;
beforeAll(async () => {
  world = await createAlertWorld(process.env, REDIS);
});
beforeEach(async () => {
  shiftMs = 0;
  await world.empty();
});
afterAll(() => world.end());

/** A process that can be killed: from then on nothing it does reaches Postgres. */
interface Process {
  readonly context: JobContext;
  kill(): void;
}

function startProcess(send: Send, random: Random): Process {
  const context = world.worker({ send, policy, random, wallNow });
  let dead = false;
  const mortal: Database = {
    ...world.database,
    get db() {
      if (dead) throw new Error("killed");
      return world.database.db;
    },
    get pool() {
      if (dead) throw new Error("killed");
      return world.database.pool;
    },
  };
  return {
    context: { ...context, db: { ...context.db, database: mortal } },
    kill: () => {
      dead = true;
    },
  };
}

/** The other side of every channel: what it got, whatever it answered. */
function createReceiver(random: Random) {
  const got = new Map<string, number>();
  const faults = { limited: 0, broken: 0, silent: 0, refused: 0 };
  const retry = (reason: string, retryAfterMs: number | null): DeliveryOutcome => ({
    kind: "retry",
    reason,
    retryAfterMs,
  });
  const send: Send = async (config, { key }) => {
    const luck = random();
    await sleep(random() * 4);
    if (luck < 0.08) {
      faults.limited += 1;
      return retry("429", 20 + 60 * random());
    }
    if (luck < 0.16) {
      faults.broken += 1;
      return retry("500", null);
    }
    if (luck < 0.17) {
      faults.refused += 1;
      return { kind: "refused", reason: "400 not like this" };
    }
    const id = `${config.kind === "webhook" ? config.url.split("/").at(-1) : config.kind} ${key}`;
    got.set(id, (got.get(id) ?? 0) + 1);
    if (luck < 0.21) {
      // It arrived, and the answer is lost.
      faults.silent += 1;
      return retry("no answer in time", null);
    }
    return { kind: "delivered", providerId: null, answer: "200", movedTo: null };
  };
  return { send, got, faults };
}

/** Copies of the delivery lane that come, are killed in the middle of things, and come again. */
function createFleet(send: Send, random: Random) {
  const connections = new Set<ReturnType<typeof createRedis>>();
  const running = new Set<Copy>();
  let killed = 0;
  const start = () => {
    const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, REDIS), "worker", log);
    connections.add(redis);
    const own = startProcess(async (config, message) => {
      const outcome = await send(config, message);
      // Killed between the answer and the ledger.
      if (random() < 0.004) replace(copy);
      return outcome;
    }, random);
    const run = (job: { data: unknown }) =>
      attemptDelivery(own.context, (job.data as { deliveryId: string }).deliveryId);
    const copy: Copy = { worker: serveLane("delivery", redis, run, log), process: own };
    running.add(copy);
  };
  /** A killed copy takes no more jobs, and leaves those it had behind. */
  function replace(copy: Copy): void {
    if (!running.delete(copy)) return;
    killed += 1;
    copy.process.kill();
    copy.worker.close(true).catch(() => undefined);
    start();
  }
  return {
    start,
    replaceOne: () => {
      const [oldest] = running;
      if (oldest !== undefined) replace(oldest);
    },
    killed: () => killed,
    async end() {
      await Promise.all([...running].map(({ worker }) => worker.close(true).catch(() => undefined)));
      for (const redis of connections) redis.disconnect();
    },
  };
}

interface Copy {
  readonly worker: Worker;
  readonly process: Process;
}

async function makeRules(): Promise<void> {
  const when = { type: "score_crosses", direction: "up", threshold: 60 } as const;
  for (let index = 0; index < RULES; index += 1) {
    await world.webhook(`hook-${index}`);
    await world.rule(`rule-${index}`, when, { channelIds: [`hook-${index}`, "inbox"] });
  }
  await world.webhook("stormy");
  for (let index = 0; index < STORMY; index += 1) {
    await world.rule(`stormy-${index}`, when, { channelIds: ["stormy"] });
  }
}

/** Two workers judge every board; one of them is killed now and then, and Postgres drops everybody's connections. */
async function judgeAll(random: Random): Promise<void> {
  const never: Send = () => Promise.reject(new Error("judges do not send"));
  let judges = [startProcess(never, random), startProcess(never, random)];
  for (let sequence = 1; sequence <= BOARDS; sequence += 1) {
    const board = boardAt(sequence, sequence, { bitcoin: { score: sequence % 2 === 1 ? 50 : 70 } });
    if (random() < 0.4) setTimeout(() => judges[0]?.kill(), random() * 60);
    if (random() < 0.4) setTimeout(dropConnections, random() * 80);
    for (;;) {
      await Promise.all(judges.map(({ context }) => judgeBoards(context, board)));
      const judged = await readJudged(world.database).catch(() => null);
      if (judged !== null && judged.sequence >= sequence) break;
      judges = [startProcess(never, random), judges[1] ?? startProcess(never, random)];
    }
  }
}

function dropConnections(): void {
  world.store
    .administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database' and pid <> pg_backend_pid()`,
    )
    .catch(() => undefined);
}

interface Summary {
  state: string;
  n: number;
}
const states = () =>
  queryRows<Summary>(
    world.database,
    sql`select case when state in ('queued', 'sent') and next_attempt_at > now() + interval '1 minute' then 'held' else state end
      as state, count(*)::int as n from deliveries group by 1`,
  );

async function untilQuiet(sweeper: Process, random: Random, chaos: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS / 3;
  let calm = 0;
  for (let turn = 0; Date.now() < deadline; turn += 1) {
    if (turn < 12) await chaos();
    await sweepDeliveries({}, sweeper.context).catch(() => undefined);
    const now = await states().catch(() => null);
    const open = now?.some(({ state }) => state === "queued" || state === "sent") ?? true;
    calm = open ? 0 : calm + 1;
    if (calm > 1 && turn >= 12) return;
    await sleep(40 + 60 * random());
  }
}

describe("thousands of alerts under faults", () => {
  it.each(SEEDS)(
    "are all in the ledger, each delivered or failed with its reason, and repeated under one key (seed %i)",
    async (seed) => {
      const random = seededRandom(seed);
      await makeRules();
      const { send, got, faults } = createReceiver(random);
      const fleet = createFleet(send, random);
      const events = { wiped: 0, dropped: 0 };
      const chaos = async () => {
        const luck = random();
        if (luck < 0.25) {
          await fleet.replaceOne();
        } else if (luck < 0.4) {
          events.wiped += 1;
          await world.redis.flushdb();
        } else if (luck < 0.55) {
          events.dropped += 1;
          dropConnections();
        }
      };
      for (let copy = 0; copy < 2; copy += 1) fleet.start();
      const sweeper = startProcess(send, random);
      const began = Date.now();
      await judgeAll(random);
      await untilQuiet(sweeper, random, chaos);
      // The storm's held messages come due; what the queue holds of them is wiped, so that only the sweep can know.
      shiftMs = 6 * MINUTE_MS;
      await world.redis.flushdb();
      await untilQuiet(sweeper, random, async () => undefined);
      await fleet.end();
      await check(got, { seed, ms: Date.now() - began, killed: fleet.killed(), ...events, ...faults });
    },
    PATIENCE_MS,
  );
});

async function check(got: ReadonlyMap<string, number>, said: Record<string, number>): Promise<void> {
  const expected = (RULES + STORMY) * (BOARDS / 2);
  const [counts] = await queryRows<{ firings: number; carried: number; inbox: number }>(
    world.database,
    sql`select (select count(*)::int from alert_firings) as firings,
      (select count(*)::int from delivery_firings where channel_id <> 'inbox') as carried,
      (select count(*)::int from delivery_firings where channel_id = 'inbox') as inbox`,
  );
  const rows = await queryRows<{
    id: string;
    key: string;
    state: string;
    error: string | null;
    attempts: number;
    at: string;
  }>(
    world.database,
    sql`select channel_id || ' ' || (message->>'key') as key, id, state, error, attempts from deliveries where channel_id <> 'inbox'`,
  );
  const delivered = rows.filter(({ state }) => state === "delivered");
  const failed = rows.filter(({ state }) => state === "failed");
  const duplicates = [...got.values()].reduce((sum, times) => sum + times - 1, 0);
  process.stdout.write(
    `${JSON.stringify({ ...said, firings: counts?.firings, messages: rows.length, delivered: delivered.length, failed: failed.length, duplicates })}\n`,
  );
  expect(counts).toEqual({ firings: expected, carried: expected, inbox: RULES * (BOARDS / 2) });
  expect(delivered.length + failed.length).toBe(rows.length);
  expect(failed.every(({ error }) => (error ?? "") !== "")).toBe(true);
  expect(delivered.filter(({ key }) => !got.has(key))).toEqual([]);
  const attemptsOf = new Map(rows.map(({ key, attempts }) => [key, attempts]));
  expect(attemptsOf.size).toBe(rows.length);
  // Whatever arrived is in the ledger under its own key, and never more often than it was tried.
  expect([...got].filter(([key, times]) => times > (attemptsOf.get(key) ?? 0))).toEqual([]);
}
