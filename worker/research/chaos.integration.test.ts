import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { closeQueues } from "@/lib/queue/connect-queues";
import { queueBacktest } from "@/lib/queue/queue-backtest";
import { listParts } from "@/lib/store/backtest-runs";
import { readBacktest } from "@/lib/store/backtests";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { SILENT_MS } from "./attempt";
import { connectResearch, insertPlan, planFixture, researchContext, sweepFixture } from "./research-world.fixture";
import { sweepRows } from "./sweep-rows";
import { partsOf } from "./work-units";

/** Two cores shared with everything else can be slow; nothing here is about speed. */
const PATIENCE_MS = 400_000;
const ENTRY = "worker/research/research-worker.fixture.ts";

let store: TestDatabase;
let redis: OwnRedis;
let connected: ReturnType<typeof connectResearch>;
const processes = new Set<Process>();

beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  redis = await createOwnRedis();
  await redis.start();
  connected = connectResearch(store.database, redis.url);
});
beforeEach(async () => {
  await store.database.pool.query("truncate backtests, backtest_parts");
  await connected.redis.flushdb();
});
afterEach(async () => {
  await Promise.all([...processes].map((running) => running.end("SIGKILL")));
});
afterAll(async () => {
  await closeQueues(connected.queues);
  connected.redis.disconnect();
  await redis.remove();
  await store.remove();
});

/** A worker in a process of its own. */
class Process {
  readonly child: ChildProcess;
  said = "";

  constructor(loadMs = 0) {
    const args = ["--import", "tsx", ENTRY, store.url, redis.url, `${loadMs}`];
    this.child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.child.stdout?.on("data", (chunk) => {
      this.said += String(chunk);
    });
    processes.add(this);
  }

  async says(words: string): Promise<void> {
    while (!this.said.includes(words)) {
      if (this.child.exitCode !== null) throw new Error(`ended before it said "${words}": ${this.said}`);
      await sleep(20);
    }
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    processes.delete(this);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}

const statusOf = async (id: string) => (await readBacktest(store.database, id))?.status;

/** Waits for a state while the sweep does its rounds, by a clock on which whoever is silent has been so for long. */
async function untilOver(id: string, sweeps = true): Promise<void> {
  const context = researchContext(connected);
  while (!["completed", "failed", "cancelled"].includes((await statusOf(id)) ?? "")) {
    if (sweeps) await sweepRows(context);
    await sleep(500);
  }
}

const sweepMuchLater = () => sweepRows(researchContext(connected, { wallNow: () => Date.now() + SILENT_MS + 60_000 }));

describe("backtests on worker processes", () => {
  it(
    "go on elsewhere when theirs is killed",
    async () => {
      const { id } = await insertPlan(store.database, planFixture());
      await queueBacktest(connected.queues, id);
      const first = new Process(60_000);
      await first.says("loading");
      await first.end("SIGKILL");
      expect(await statusOf(id)).toBe("running");
      await sweepMuchLater();
      const second = new Process();
      await untilOver(id);
      expect(await readBacktest(store.database, id)).toMatchObject({ status: "completed", attempts: 2 });
      await second.end("SIGTERM");
    },
    PATIENCE_MS,
  );

  it(
    "that are split over two of them give the bytes of one, also when one is killed in the middle",
    async () => {
      const plan = sweepFixture();
      const alone = await insertPlan(store.database, plan);
      await queueBacktest(connected.queues, alone.id);
      const only = new Process();
      await untilOver(alone.id);
      await store.database.pool.query("update backtests set status = 'failed' where id = $1", [alone.id]);
      const other = new Process(PATIENCE_MS);
      await other.says("ready");
      // Held back until the first one has handed out the parts, so that it takes one of them.
      other.child.kill("SIGSTOP");
      const { id } = await insertPlan(store.database, plan);
      await queueBacktest(connected.queues, id);
      await only.says(`"backtest":"${id}","outcome":"split"`);
      other.child.kill("SIGCONT");
      await other.says("loading");
      await other.end("SIGKILL");
      expect((await listParts(store.database, id)).length).toBeLessThan(partsOf(plan));
      await untilOver(id);
      const [one, two] = [await readBacktest(store.database, alone.id), await readBacktest(store.database, id)];
      expect(two).toMatchObject({ status: "completed", error: null });
      expect(two?.resultSha256).toBe(one?.resultSha256);
      await only.end("SIGTERM");
    },
    PATIENCE_MS,
  );

  it(
    "survive a Redis that is killed and comes back empty, those that run and those that wait",
    async () => {
      const ids: string[] = [];
      for (let seed = 0; seed < 4; seed += 1) {
        ids.push((await insertPlan(store.database, planFixture({ seed }))).id);
        await queueBacktest(connected.queues, ids[seed] ?? "");
      }
      const worker = new Process(1_000);
      await worker.says("loading");
      await redis.kill();
      await sleep(500);
      await redis.start();
      for (const id of ids) await untilOver(id);
      const rows = await Promise.all(ids.map((id) => readBacktest(store.database, id)));
      expect(rows.map((row) => [row?.status, row?.attempts])).toEqual(ids.map(() => ["completed", 1]));
      await worker.end("SIGTERM");
    },
    PATIENCE_MS,
  );

  it(
    "are given back by a worker that is asked to stop, and lose no try",
    async () => {
      const { id } = await insertPlan(store.database, planFixture());
      await queueBacktest(connected.queues, id);
      const worker = new Process(60_000);
      await worker.says("loading");
      await worker.end("SIGTERM");
      expect(await readBacktest(store.database, id)).toMatchObject({ status: "queued", attempts: 0 });
    },
    PATIENCE_MS,
  );
});
