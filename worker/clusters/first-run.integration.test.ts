import { type ChildProcess, execFile, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "@/launch/ports";
import { readClusterRun } from "@/lib/cache/cluster-run";
import { readBoard } from "@/lib/cache/momentum-board";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";

const PATIENCE_MS = 90_000;
const processes: ChildProcess[] = [];
let own: OwnRedis;
let store: TestDatabase;
let redis: Redis;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  redis = new Redis(own.url);
});
afterAll(async () => {
  for (const child of processes) child.kill("SIGKILL");
  redis.disconnect();
  await own.remove();
  await store.remove();
});

function start(entry: string, environment: Record<string, string>): void {
  const inherited = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", LOG_LEVEL: "silent" };
  const env = { ...inherited, ...environment } as unknown as NodeJS.ProcessEnv;
  processes.push(spawn(process.execPath, ["--import", "tsx", entry], { env, stdio: "ignore" }));
}

async function until<T>(what: string, ask: () => Promise<T | null | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
  }
  throw new Error(`Waited in vain for ${what}`);
}

it("groups a new instance's coins without waiting for the hour, tells the next board, and obeys `npm run clusters`", async () => {
  const port = String(await freePort());
  start("worker/simulator.ts", { MARKET_SOURCE: "simulated", MARKET_SERVER_PORT: port, SIMULATOR_COINS: "300" });
  start("worker/main.ts", {
    REDIS_URL: own.url,
    DATABASE_URL: store.url,
    MARKET_SOURCE: "simulated",
    MARKET_SERVER_URL: `http://127.0.0.1:${port}`,
    MOMENTUM_FAST_REFRESH_SECONDS: "2",
    MOMENTUM_FULL_REFRESH_SECONDS: "5",
    ENABLE_WHALE_WATCH: "false",
  });
  const run = await until("a run over the whole board", async () => {
    const found = await readClusterRun(redis, "kmeans");
    return found !== null && found.coins > 150 && found;
  });
  expect(run.clusters.length).toBeGreaterThanOrEqual(4);
  await until("a board that knows its groups", async () => {
    const coins = (await readBoard(redis))?.board.coins ?? [];
    return coins.some(({ cluster }) => cluster !== null && cluster.label !== "");
  });
  const cli = ["--import", "tsx", "worker/cli/clusters.ts", "--method", "kmeans"];
  const { stdout } = await promisify(execFile)(process.execPath, cli, {
    env: { ...process.env, REDIS_URL: own.url },
    timeout: 60_000,
  });
  expect(stdout).toMatch(
    /^kmeans: \d groups of \d+ coins, .*stability 0\.\d\d, agreement with the run before [\d.]+\n$/u,
  );
});
