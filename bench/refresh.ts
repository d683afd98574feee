/**
 * A refresh from the first request to the published board, by the worker's own code, from an upstream without latency, with a
 * Redis and a Postgres of this run alone. `node --import tsx bench/refresh.ts [rounds] [coins…]` from the repository's root.
 * One process a size for the worker, one for the upstream, one for the reader; minima and medians over the rounds.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { startPostgres } from "@/launch/postgres";
import { startRedis } from "@/launch/redis";
import { createTestDatabase } from "@/lib/store/database.fixture";

interface Measured {
  kind: "fast" | "full";
  visibleMs: number;
  withHistoryMs: number;
  cpuMs: number;
  coins: number;
  rankedCount: number;
}

const rounds = Math.max(7, Number(process.argv[2] ?? 7));
const sizes = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [2_500, 17_000];
const TARGETS: Record<number, { full: number; fast: number }> = {
  2500: { full: 1_500, fast: 150 },
  17000: { full: 10_000, fast: Number.NaN },
};
/** Passed on to the measured process, such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`. */
const nodeOptions = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");

const folder = mkdtempSync(join(tmpdir(), "ghostquant-refresh-"));
const say = (): void => undefined;
const redisServer = await startRedis({ directory: join(folder, "redis"), logFile: join(folder, "redis.log"), say });
const postgres = await startPostgres({
  directory: join(folder, "postgres"),
  logFile: join(folder, "postgres.log"),
  say,
});

function run(script: string, given: readonly (string | number)[], env: Record<string, string>, options: string[] = []) {
  const path = join(import.meta.dirname, script);
  return spawn(process.execPath, [...options, "--import", "tsx", path, ...given.map(String)], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The one line of JSON that a process of this benchmark says. */
async function answerOf<T>(child: ReturnType<typeof run>): Promise<T> {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) return JSON.parse(line) as T;
  }
  throw new Error("A process of the benchmark ended without an answer");
}

const smallest = (values: readonly number[]) => Math.min(...values);
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const told = (values: readonly number[]) => `min ${smallest(values).toFixed(0)}, median ${middle(values).toFixed(0)}`;

function report(size: number, measured: readonly Measured[], peakRssMb: number): void {
  const first = measured[0];
  console.log(`\n${size} coins (${first?.coins} scored, ${first?.rankedCount} ranked), ${rounds} rounds, milliseconds`);
  console.log(`  first full, empty Redis and Postgres   ${first?.visibleMs}`);
  for (const kind of ["full", "fast"] as const) {
    const known = measured.slice(4).filter((one) => one.kind === kind);
    const pick = (key: "visibleMs" | "withHistoryMs" | "cpuMs") => told(known.map((one) => one[key]));
    const target = TARGETS[size]?.[kind];
    console.log(`  ${kind}, fetch to visible   ${pick("visibleMs")}${target ? ` (target ${target})` : ""}`);
    console.log(`  ${kind}, with history       ${pick("withHistoryMs")}; CPU ${pick("cpuMs")}`);
  }
  console.log(`  peak RSS of the worker ${peakRssMb.toFixed(0)} MB${size === 17_000 ? " (target 500)" : ""}`);
}

async function compare(size: number): Promise<void> {
  const upstream = run("refresh-upstream.ts", [size], {});
  const database = await createTestDatabase(postgres.url);
  const admin = new Redis(redisServer.url);
  try {
    await admin.flushall();
    const { url } = await answerOf<{ url: string }>(upstream);
    const env = {
      REDIS_URL: redisServer.url,
      DATABASE_URL: database.url,
      MARKET_SOURCE: "simulated",
      MARKET_SERVER_URL: url,
      LOG_LEVEL: "warn",
    };
    const worker = run("refresh-worker.ts", [rounds], env, nodeOptions);
    const { measured, peakRssMb } = await answerOf<{ measured: Measured[]; peakRssMb: number }>(worker);
    if (worker.exitCode === null) await once(worker, "exit");
    report(size, measured, peakRssMb);
    const reader = run("refresh-reader.ts", [rounds * 2], env, nodeOptions.length > 0 ? nodeOptions : []);
    const { reads } = await answerOf<{ reads: { ms: number; cpuMs: number; listMs: number }[] }>(reader);
    if (reader.exitCode === null) await once(reader, "exit");
    console.log(
      `  web: a new board    ${told(reads.map(({ ms }) => ms))}; CPU ${told(reads.map(({ cpuMs }) => cpuMs))}`,
    );
    console.log(`  web: its first page ${told(reads.map(({ listMs }) => listMs))}`);
  } finally {
    upstream.kill();
    admin.disconnect();
    await database.remove();
  }
}

try {
  for (const size of sizes) await compare(size);
} finally {
  await redisServer.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
