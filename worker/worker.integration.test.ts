import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { Client } from "pg";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningServer } from "@/launch/native-server";
import { freePort } from "@/launch/ports";
import { endProcess, spawnProcess } from "@/launch/process.fixture";
import { startRedis } from "@/launch/redis";
import { readCounters } from "@/lib/cache/counters";
import { listErrors } from "@/lib/cache/error-tally";
import { type BoardSnapshot, readBoard, readBoardSequence, readStreamState } from "@/lib/cache/momentum-board";
import { listBeats } from "@/lib/cache/process-beats";
import { readQuotaReport } from "@/lib/cache/quota-report";
import { createDatabase, createRedis, type Database } from "@/lib/connections";
import { isStale } from "@/lib/contracts/http/freshness";
import type { MomentumPatch } from "@/lib/contracts/stream";
import { applyBroadcast } from "@/lib/momentum/broadcast";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import type { VolumeBaseline } from "@/lib/momentum/volume-baseline";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { loadCategories } from "@/lib/store/coin-categories";
import { migrate } from "@/lib/store/migrate";
import { readSavedSequence, saveBoard } from "@/lib/store/momentum-board";
import { listBoardAt } from "@/lib/store/momentum-history";
import { subscribePatches } from "@/lib/stream/subscribe";
import { DERIVATIVE_CATEGORIES, STABLE_CATEGORIES } from "./refresh/categories";
import { probabilitiesOf } from "./refresh/evidence/pretrend";

const COINS = 300;
const log = pino({ level: "silent" });
const folder = mkdtempSync(join(tmpdir(), "ghostquant-worker-"));
const databaseName = `worker_${randomUUID().replaceAll("-", "")}`;

let redisServer: RunningServer;
let redis: Redis;
let database: Database;
let gatePort = 0;
let gate: Gate;
let marketPort = 0;
let market: ChildProcess;
const workers = new Set<ChildProcess>();

/** A door in front of Postgres that can be shut: an outage without taking the server from other tests. */
interface Gate {
  shut(): Promise<void>;
  open(): Promise<void>;
  /** As after a SIGSTOP: connections are taken and stay, and not a byte comes back. */
  freeze(): void;
  thaw(): void;
}

function createGate(port: number, target: { host: string; port: number }): Gate {
  let server: Server | null = null;
  const sockets = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  let frozen = false;
  return {
    freeze() {
      frozen = true;
      for (const [from, to] of pairs) from.unpipe(to).pause();
    },
    thaw() {
      frozen = false;
      for (const [from, to] of pairs) from.pipe(to);
    },
    async open() {
      server = createServer((socket) => {
        const upstream = connect(target.port, target.host);
        for (const end of [socket, upstream]) {
          sockets.add(end);
          end.on("error", () => undefined);
          end.on("close", () => {
            sockets.delete(end);
            pairs.delete(end);
            socket.destroy();
            upstream.destroy();
          });
        }
        pairs.set(socket, upstream).set(upstream, socket);
        if (!frozen) socket.pipe(upstream).pipe(socket);
      });
      await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    },
    async shut() {
      frozen = false;
      const closed = new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await closed;
      server = null;
    },
  };
}

function databaseUrl(port?: number): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  url.pathname = `/${databaseName}`;
  if (port !== undefined) url.host = `127.0.0.1:${port}`;
  return url.toString();
}

function startWorker(environment: Record<string, string> = {}): ChildProcess {
  const worker = spawnProcess("worker/main.ts", {
    REDIS_URL: redisServer.url,
    DATABASE_URL: databaseUrl(gatePort),
    MARKET_SOURCE: "simulated",
    MARKET_SERVER_URL: `http://127.0.0.1:${marketPort}`,
    MOMENTUM_FAST_REFRESH_SECONDS: "1",
    MOMENTUM_FULL_REFRESH_SECONDS: "3",
    // Its own tests watch the watch; here it would only take time from what is measured.
    ENABLE_WHALE_WATCH: "false",
    COINGECKO_RETRY_MAX_ATTEMPTS: "1",
    COINGECKO_RETRY_BACKOFF_SECONDS: "0.05",
    ...environment,
  });
  workers.add(worker);
  return worker;
}

async function until<T>(what: string, ask: () => Promise<T | null | false>, patienceMs = 30_000): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer !== false) return answer;
  }
  throw new Error(`Waited in vain for ${what}; errors: ${JSON.stringify(await listErrors(redis))}`);
}

const sequenceAbove = (floor: number, patienceMs?: number) =>
  until(
    `a sequence above ${floor}`,
    async () => {
      const sequence = await readBoardSequence(redis);
      return sequence !== null && sequence > floor && sequence;
    },
    patienceMs,
  );

const wholeBoard = () =>
  until("a whole board", async () => {
    const found = await readBoard(redis);
    return found?.board.full != null && found;
  });

async function setFault(plan: Record<string, unknown>): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${marketPort}/__faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path: "/coins/markets", ...plan }),
  });
  expect(response.status).toBe(200);
}

async function clearFaults(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${marketPort}/__faults`, { method: "DELETE" });
  expect(response.ok).toBe(true);
}

async function expectWhole({ board, closes }: BoardSnapshot): Promise<void> {
  expect(closes).toHaveLength(board.coins.length);
  expect(new Set(board.coins.map((coin) => coin.asset.id)).size).toBe(board.coins.length);
  const ranks = board.coins.flatMap((coin) => coin.rank ?? []);
  expect(ranks).toEqual(ranks.map((_, index) => index + 1));
  expect(board.rankedCount).toBe(ranks.length);
}

beforeAll(async () => {
  redisServer = await startRedis({
    directory: join(folder, "redis"),
    logFile: join(folder, "redis.log"),
    say: () => undefined,
  });
  redis = createRedis(redisServer.url, "client", log);
  const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL ?? "" });
  await admin.connect();
  await admin.query(`create database ${databaseName}`);
  await admin.end();
  await migrate(databaseUrl());
  database = createDatabase(databaseUrl(), log);
  const target = new URL(databaseUrl());
  gatePort = await freePort();
  gate = createGate(gatePort, { host: target.hostname, port: Number(target.port) });
  marketPort = await freePort();
  market = spawnProcess("worker/simulator.ts", {
    MARKET_SOURCE: "simulated",
    MARKET_SERVER_PORT: String(marketPort),
    SIMULATOR_COINS: String(COINS),
  });
});

afterAll(async () => {
  await endProcess(market, "SIGTERM");
  redis.disconnect();
  await gate.shut();
  await database.close();
  await redisServer.stop();
  const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL ?? "" });
  await admin.connect();
  await admin.query(`drop database ${databaseName} with (force)`);
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await redis.flushall();
  await database.pool.query("truncate momentum_board, momentum_slots, momentum_snapshots, volume_snapshots");
  await gate.open();
  await until("the market server", async () => (await fetch(`http://127.0.0.1:${marketPort}/__clock`)).ok);
  await fetch(`http://127.0.0.1:${marketPort}/__faults`, { method: "DELETE" });
});

afterEach(async () => {
  await Promise.all([...workers].map((worker) => endProcess(worker, "SIGKILL")));
  workers.clear();
  await gate.shut();
});

describe("a worker", () => {
  it("makes the whole universe visible, published frame by frame without a gap, and stops cleanly", async () => {
    const subscriber = createRedis(redisServer.url, "subscriber", log);
    const patches: MomentumPatch[] = [];
    const stop = await subscribePatches(subscriber, (patch) => patches.push(patch));
    const worker = startWorker();
    const whole = await wholeBoard();
    await expectWhole(whole);
    expect(whole.board.coins.length).toBeGreaterThan(COINS * 0.9);
    await sequenceAbove(whole.board.sequence + 3);
    expect(await endProcess(worker, "SIGTERM")).toBe(0);
    await stop();
    subscriber.disconnect();

    expect(patches.map((patch) => patch.sequence)).toEqual(patches.map((_, index) => index + 1));
    expect(await readBoardSequence(redis)).toBe(patches.length);
    const replayed = patches.reduce(
      (rows, patch) => applyBroadcast(rows, patch.changed, patch.removed),
      [] as Parameters<typeof applyBroadcast>[0] as ReturnType<typeof applyBroadcast>,
    );
    expect(replayed).toEqual((await readStreamState(redis))?.rows);
    const last = await readBoard(redis);
    expect(await redis.zcard("ghostquant:momentum:latest")).toBe(last?.board.coins.length);
    const history = await listBoardAt(database, last?.board.writtenAt ?? 0);
    expect(history?.rows.length).toBe(whole.board.coins.length);
  });

  it("scores what can be scored again from what it stored", async () => {
    startWorker();
    const { board, closes } = await wholeBoard();
    const saved = await loadCategories(database);
    const members = (names: readonly string[]) => new Set(names.flatMap((name) => saved.get(name)?.ids ?? []));
    const baselines = new Map<string, VolumeBaseline>();
    for (const { asset, readings } of board.coins) {
      const { baselineUsd, baselineSource, baselineHave, baselineWished } = readings.volume;
      if (baselineUsd === null || baselineSource === null || baselineSource === "peer") continue;
      const counts = { have: baselineHave ?? 0, wished: baselineWished ?? 0 };
      baselines.set(asset.id, { baselineUsd, source: baselineSource, ...counts });
    }
    const again = scoreUniverse(
      {
        observed: board.coins.map((coin, index) => ({ asset: coin.asset, closes: closes[index]! })),
        baselines,
        categories: { stable: members(STABLE_CATEGORIES), derivative: members(DERIVATIVE_CATEGORIES) },
        previousActions: new Map(),
        ranksAgo1h: new Map(),
        ranksAgo24h: new Map(),
        pretrend: probabilitiesOf(board),
      },
      board.config,
      board.writtenAt,
    );
    const scores = new Map(again.map((coin) => [coin.asset.id, coin.score]));
    expect(scores.size).toBe(board.coins.length);
    for (const coin of board.coins) {
      expect(Math.abs((scores.get(coin.asset.id) ?? Number.NaN) - coin.score)).toBeLessThan(1e-9);
      const parts = Object.values(coin.subScores).reduce((sum, part) => sum + part, 0);
      expect(Math.abs(Math.min(100, Math.max(0, parts)) - coin.score)).toBeLessThan(0.02);
    }
  });

  it("shares one schedule with a second worker and refreshes exactly on time", async () => {
    startWorker();
    startWorker();
    await wholeBoard();
    await until(
      "two beats",
      async () => (await listBeats(redis)).filter((beat) => beat.role === "worker").length === 2,
    );
    const client = createRedis(redisServer.url, "worker", log);
    const queues = connectQueues(client, log);
    const schedulers = await queues["market-data"].getJobSchedulers();
    expect(schedulers.map((scheduler) => scheduler.key).toSorted()).toEqual([
      "momentum.refresh-fast",
      "momentum.refresh-full",
      "pairs.map",
      "universe.categories",
    ]);
    const readSkipped = async () => {
      const beats = await listBeats(redis);
      return beats.reduce((sum, beat) => sum + (beat.readings.refreshes_skipped ?? 0), 0);
    };
    // Beats come every 5 s; what happened while both started must be in them before anything is measured.
    await sleep(5_500);
    const skipped = await readSkipped();
    const before = await readCounters(redis);
    const started = Date.now();
    await sleep(9_000);
    const after = await readCounters(redis);
    const elapsed = (Date.now() - started) / 1_000;
    const counted = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect(Math.abs(counted("fast_refresh_count") - elapsed)).toBeLessThanOrEqual(1.5);
    expect(Math.abs(counted("full_refresh_count") - elapsed / 3)).toBeLessThanOrEqual(1.5);
    await sleep(5_500);
    expect(await readSkipped()).toBe(skipped);
    await closeQueues(queues);
    client.disconnect();
  });

  it("leaves the old board whole when it is killed in the middle of a refresh, and its successor goes on", async () => {
    const worker = startWorker();
    await wholeBoard();
    await setFault({ mode: "slow", delayMs: 3_000 });
    await until("a refresh in flight", async () => (await redis.exists("ghostquant:flight:momentum:fast")) === 1);
    const before = await readBoardSequence(redis);
    await endProcess(worker, "SIGKILL");
    const left = await readBoard(redis);
    await expectWhole(left!);
    expect(left?.board.sequence).toBe(before);
    await clearFaults();
    startWorker();
    await sequenceAbove((before ?? 0) + 3);
    await expectWhole((await readBoard(redis))!);
  });

  it("rebuilds a Redis that was lost and came back empty, with a sequence nobody has seen", async () => {
    const worker = startWorker();
    const whole = await wholeBoard();
    const before = await sequenceAbove(whole.board.sequence + 1);
    await redisServer.stop();
    rmSync(join(folder, "redis"), { recursive: true, force: true });
    redisServer = await startRedis({
      directory: join(folder, "redis"),
      logFile: join(folder, "redis.log"),
      port: redisServer.port,
      say: () => undefined,
    });
    const restored = await sequenceAbove(before);
    expect((await readBoard(redis))?.board.coins.length).toBeGreaterThan(COINS * 0.9);
    await sequenceAbove(restored + 3);
    expect(worker.exitCode).toBeNull();
  });

  it("restores the board from Postgres at a start before any refresh could", async () => {
    const worker = startWorker();
    await wholeBoard();
    expect(await endProcess(worker, "SIGTERM")).toBe(0);
    const before = (await readBoardSequence(redis)) ?? 0;
    await redis.flushall();
    await setFault({ mode: "status-500" });
    startWorker();
    await sequenceAbove(before);
    const restored = await readBoard(redis);
    await expectWhole(restored!);
    expect(restored?.board.coins.length).toBeGreaterThan(COINS * 0.9);
  });

  it("goes above a later board that a Redis begun anew did not know of, and keeps its own from then on", async () => {
    await gate.shut();
    startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
    const { board, closes } = await wholeBoard();
    const later = { ...board, sequence: 50_000 };
    const state = { sequence: later.sequence, asOf: later.asOf, rows: [] };
    expect(await saveBoard(database, { board: later, closes }, state)).toBe(true);
    await gate.open();
    const jumped = await sequenceAbove(50_000);
    await expectWhole((await readBoard(redis))!);
    await until("our own board to be kept", async () => ((await readSavedSequence(database)) ?? 0) > 50_000);
    expect(await sequenceAbove(jumped)).toBeLessThan(51_000);
  });

  it("goes on refreshing without Postgres, and writes history when it is back", async () => {
    await gate.shut();
    startWorker();
    const whole = await wholeBoard();
    await sequenceAbove(whole.board.sequence + 3);
    expect((await listErrors(redis)).map((error) => error.kind)).toContain("postgres");
    expect(await listBoardAt(database, whole.board.writtenAt)).toBeNull();
    await gate.open();
    await until("history", () => listBoardAt(database, Date.now()));
  });
});

describe("a frozen Postgres", () => {
  it("holds up neither a start nor a refresh, and gets its history when it moves again", async () => {
    gate.freeze();
    const worker = startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
    const whole = await wholeBoard();
    await sequenceAbove(whole.board.sequence + 3);
    expect((await listErrors(redis)).map((error) => error.kind)).toContain("postgres");
    expect(await listBoardAt(database, Date.now())).toBeNull();
    gate.thaw();
    await until("history", () => listBoardAt(database, Date.now()));
    gate.freeze();
    const before = (await readBoardSequence(redis)) ?? 0;
    await sequenceAbove(before + 3, 8_000);
    await expectWhole((await readBoard(redis))!);
    expect(worker.exitCode).toBeNull();
  });
});

describe("an upstream in trouble", () => {
  it("is waited for when slow and given up when it hangs; the board stays, says stale, and recovers by itself", async () => {
    const worker = startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
    await wholeBoard();
    // Without a count: a list of categories is read through the same path and could use the fault up.
    await setFault({ mode: "slow", delayMs: 4_000 });
    await until("a stale board", async () => {
      const found = await readBoard(redis);
      return found !== null && isStale(found.board, Date.now());
    });
    const slow = (await readBoardSequence(redis)) ?? 0;
    await clearFaults();
    await sequenceAbove(slow, 12_000);
    expect((await readCounters(redis)).fast_refresh_errors).toBe(0);

    await setFault({ mode: "hang" });
    const hung = await until("a stale board", async () => {
      const found = await readBoard(redis);
      return found !== null && isStale(found.board, Date.now()) && found;
    });
    await expectWhole(hung);
    await until("a failed refresh", async () => ((await readCounters(redis)).fast_refresh_errors ?? 0) > 0);
    await until("its reason", async () =>
      (await listErrors(redis)).some((error) => error.kind === "upstream_unavailable"),
    );
    await clearFaults();
    // A refresh that began to hang before is given up first.
    await sequenceAbove(hung.board.sequence, 30_000);
    await until("a fresh board", async () => {
      const found = await readBoard(redis);
      return found !== null && !isStale(found.board, Date.now());
    });
    expect(worker.exitCode).toBeNull();
  });

  it.each(["status-500", "truncate", "truncate-json", "html"])(
    "changes nothing while it answers with %s, and is counted",
    async (mode) => {
      startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
      const { board } = await wholeBoard();
      const before = await readCounters(redis);
      await setFault({ mode });
      await until("two failed refreshes", async () => {
        const counters = await readCounters(redis);
        const last = await readBoard(redis);
        if (last !== null) await expectWhole(last);
        return (counters.fast_refresh_errors ?? 0) >= (before.fast_refresh_errors ?? 0) + 2;
      });
      const failed = await readBoardSequence(redis);
      await clearFaults();
      await until("a counted error", async () => (await listErrors(redis)).length > 0);
      await sequenceAbove(failed ?? 0, 45_000);
      expect((await readBoard(redis))?.board.coins.length).toBe(board.coins.length);
    },
  );

  it("counts rows it cannot use and keeps the last good ones", async () => {
    startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
    const { board } = await wholeBoard();
    await setFault({ mode: "malformed-rows" });
    const damaged = await until("dropped rows", async () => {
      const found = await readBoard(redis);
      return Object.keys(found?.board.fast?.dropped ?? {}).length > 0 && found;
    });
    await expectWhole(damaged);
    expect(damaged.board.coins.length).toBe(board.coins.length);
  });

  it("is left alone for as long as it asked, and then asked again", async () => {
    startWorker({ MOMENTUM_FULL_REFRESH_SECONDS: "3600" });
    await wholeBoard();
    await setFault({ mode: "status-429", remaining: 1 });
    await until("a refusal", async () => (await listErrors(redis)).some((error) => error.kind === "rate_limited"));
    const quota = await until("a wait on the report", async () => {
      const report = await readQuotaReport(redis);
      return report?.waitUntil != null && report;
    });
    expect(quota.waitUntil).toBeGreaterThan(Date.now());
    await sleep(2_500);
    const { hits } = (await (await fetch(`http://127.0.0.1:${marketPort}/__faults`)).json()) as { hits: number };
    expect(hits).toBe(1);
  });
});
