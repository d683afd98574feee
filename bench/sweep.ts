/**
 * A sweep of 1,000 sets of rules over a portfolio, shared out over one worker process and over two: the time from the request
 * to the finished row, whole processes, real queue and rows. The bytes of all results are compared.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setup } from "@/launch/test-services";
import { queueBacktest } from "@/lib/queue/queue-backtest";
import { readBacktest } from "@/lib/store/backtests";
import { createTestDatabase } from "@/lib/store/database.fixture";
import { coinsOf, connectResearch, insertPlan, sweepFixture } from "@/worker/research/research-world.fixture";
import { partsOf } from "@/worker/research/work-units";

const [rounds = 3, coins = 100, days = 365] = process.argv.slice(2).map(Number);
const SETS = 1_000;
const plan = sweepFixture({ coins: coinsOf(coins), days, portfolio: { topN: 10, maxWeight: 1 } }, SETS);

const stop = await setup();
const store = await createTestDatabase(process.env.TEST_DATABASE_URL);
const redisUrl = process.env.TEST_REDIS_URL ?? "";
const connected = connectResearch(store.database, redisUrl);

async function startWorker(): Promise<ChildProcess> {
  const entry = "worker/research/research-worker.fixture.ts";
  const child = spawn(process.execPath, ["--import", "tsx", entry, store.url, redisUrl, "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout ?? child, "data");
  child.stdout?.resume();
  return child;
}

const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, all threads, from Linux's `/proc`. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Each time from an empty process: bars are made and scored anew, as after a start. */
async function measure(workers: number) {
  await store.database.pool.query("truncate backtests, backtest_parts");
  await connected.redis.flushdb();
  const running = await Promise.all(Array.from({ length: workers }, startWorker));
  const { id } = await insertPlan(store.database, plan);
  const booted = running.map(cpuSecondsOf);
  const began = performance.now();
  await queueBacktest(connected.queues, id);
  let row = await readBacktest(store.database, id);
  while (row?.status === "queued" || row?.status === "running") {
    await sleep(20);
    row = await readBacktest(store.database, id);
  }
  const seconds = (performance.now() - began) / 1_000;
  if (row?.status !== "completed") throw new Error(`${row?.status}: ${row?.error}`);
  const cpuSeconds = Math.max(...running.map((child, index) => cpuSecondsOf(child) - (booted[index] ?? 0)));
  for (const child of running) child.kill("SIGKILL");
  return { seconds, cpuSeconds, sha256: row.resultSha256 };
}

const measured: Record<1 | 2, Awaited<ReturnType<typeof measure>>[]> = { 1: [], 2: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const workers of [1, 2] as const) measured[workers].push(await measure(workers));
}
const best = (workers: 1 | 2, what: "seconds" | "cpuSeconds") => Math.min(...measured[workers].map((one) => one[what]));
const hashes = new Set([...measured[1], ...measured[2]].map(({ sha256 }) => sha256));
console.log(
  JSON.stringify({
    sets: SETS,
    coins,
    hours: days * 24,
    parts: partsOf(plan),
    oneWorker: best(1, "seconds"),
    twoWorkers: best(2, "seconds"),
    faster: best(1, "seconds") / best(2, "seconds"),
    // What the busier process had to compute: other work on the machine does not enter into it as much.
    busierCpu: { one: best(1, "cpuSeconds"), two: best(2, "cpuSeconds") },
    lessCpu: best(1, "cpuSeconds") / best(2, "cpuSeconds"),
    all: measured,
    sameBytes: hashes.size === 1,
  }),
);
await connected.redis.quit();
await store.remove();
await stop?.();
process.exit(0);
