import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { readClusterRun } from "@/lib/cache/cluster-run";
import { readCounters } from "@/lib/cache/counters";
import { readBoardSequence, writeBoard } from "@/lib/cache/momentum-board";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { FIXTURE_TIME, snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { HOUR_MS } from "@/lib/market/units";
import { connectQueues } from "@/lib/queue/connect-queues";
import { listClusterSummaries, readLatestClusterRun, readNextClusterId } from "@/lib/store/cluster-runs";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { askForClusters } from "@/worker/clusters/ask-for-clusters";
import { loadClusters } from "@/worker/refresh/evidence/clusters";
import { createMemory } from "@/worker/refresh/memory";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { ClusteringConfig, JobContext } from "@/worker/runtime/services";
import { computeClusters } from "./compute-clusters";

const log = pino({ level: "silent" });
const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 41), "worker", log);
const queues = connectQueues(redis, log);
let store: TestDatabase;

beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
beforeEach(async () => {
  await redis.flushdb();
  await store.database.pool.query("truncate cluster_runs");
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
  await store.remove();
});

const clustering: ClusteringConfig = {
  enabled: true,
  method: "kmeans",
  count: 8,
  everySeconds: 3_600,
  automatic: true,
};

function contextAt(now: number, changes: Partial<ClusteringConfig> = {}): JobContext {
  return {
    redis,
    log,
    queues,
    memory: createMemory(),
    config: { clustering: { ...clustering, ...changes } },
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    now: () => now,
    wallNow: Date.now,
    signal: new AbortController().signal,
    draining: new AbortController().signal,
  } as unknown as JobContext;
}

/** A board whose coins differ enough to be grouped. */
async function showBoard(coins: number) {
  const sequence = ((await readBoardSequence(redis)) ?? 0) + 1;
  const snapshot = snapshotFixture(coins, sequence);
  snapshot.board.coins.forEach((coin, index) => {
    coin.readings.price = { ...coin.readings.price, sigma1h: index % 3 === 0 ? 0.03 : 0.004, sigmaSource: "own" };
    coin.asset.changePercent7d = index % 2 === 0 ? 20 : -20;
  });
  snapshot.board.rankedCount = snapshot.board.coins.filter(({ rank }) => rank !== null).length;
  expect(await writeBoard(redis, snapshot, streamStateFixture(snapshot), sequence - 1)).toBe(true);
  return snapshot.board;
}

it("groups the visible board by both methods, keeps the runs in both stores, and the next board knows its groups", async () => {
  const board = await showBoard(240);
  const outcome = await computeClusters({ method: null }, contextAt(FIXTURE_TIME));
  expect(outcome).toMatchObject({ methods: [{ method: "kmeans" }, { method: "hdbscan" }] });
  for (const method of ["kmeans", "hdbscan"] as const) {
    const run = await readClusterRun(redis, method);
    expect(run).toMatchObject({ method, coins: board.rankedCount, asOf: board.asOf, computedAt: FIXTURE_TIME });
    expect(await readLatestClusterRun(store.database, method, FIXTURE_TIME)).toEqual(run);
  }
  expect(await readCounters(redis)).toMatchObject({ clustering_count: 1, clustering_errors: 0 });
  const places = await loadClusters(contextAt(FIXTURE_TIME), FIXTURE_TIME + HOUR_MS);
  // JSON objects with a schema lose this one key, and with it one coin's group.
  const grouped = board.coins.filter(({ asset, rank }) => rank !== null && asset.id !== "__proto__");
  for (const { asset } of grouped) expect(places.get(asset.id)?.label, asset.id).toMatch(/\w/u);
  expect((await loadClusters(contextAt(FIXTURE_TIME), FIXTURE_TIME + 4 * HOUR_MS)).size).toBe(0);
  expect((await loadClusters(contextAt(FIXTURE_TIME), board.asOf - HOUR_MS)).size).toBe(0);
});

it("keeps ids from run to run, over a lost Redis too, and never gives an id twice", async () => {
  await showBoard(240);
  await computeClusters({ method: "kmeans" }, contextAt(FIXTURE_TIME));
  const first = await readClusterRun(redis, "kmeans");
  await redis.flushdb();
  await showBoard(240);
  await computeClusters({ method: "kmeans" }, contextAt(FIXTURE_TIME + HOUR_MS));
  const second = await readClusterRun(redis, "kmeans");
  expect(second).toMatchObject({ members: first?.members, agreement: 1 });
  const most = Math.max(...(first?.clusters.map(({ id }) => id) ?? []));
  expect(await readNextClusterId(store.database, "kmeans")).toBe(most + 1);
  const summaries = await listClusterSummaries(store.database, "kmeans", { now: FIXTURE_TIME + HOUR_MS, count: 48 });
  expect(summaries.map(({ computedAt }) => computedAt)).toEqual([FIXTURE_TIME, FIXTURE_TIME + HOUR_MS]);
});

it("does not see the runs that an earlier replay left in the future", async () => {
  await showBoard(240);
  await computeClusters({ method: "kmeans" }, contextAt(FIXTURE_TIME + 5 * HOUR_MS));
  await computeClusters({ method: "kmeans" }, contextAt(FIXTURE_TIME));
  expect(await readClusterRun(redis, "kmeans")).toMatchObject({ computedAt: FIXTURE_TIME, agreement: null });
  expect(await listClusterSummaries(store.database, "kmeans", { now: FIXTURE_TIME, count: 48 })).toHaveLength(1);
});

it("says why nothing is grouped: no board, too few coins, switched off", async () => {
  expect(await computeClusters({ method: null }, contextAt(FIXTURE_TIME))).toEqual({
    reason: "There is no board to group yet.",
  });
  await showBoard(10);
  const few = await computeClusters({ method: "kmeans" }, contextAt(FIXTURE_TIME));
  expect(few).toMatchObject({ methods: [{ method: "kmeans", reason: expect.stringContaining("too few") }] });
  const off = contextAt(FIXTURE_TIME, { enabled: false });
  expect(await computeClusters({ method: null }, off)).toMatchObject({
    reason: expect.stringContaining("switched off"),
  });
});

it("is asked for at once when a board has no groups or outgrew them, and only then", async () => {
  const waiting = () => queues.compute.getJobCountByTypes("waiting");
  const context = contextAt(FIXTURE_TIME);
  await askForClusters(context, null);
  await askForClusters(contextAt(FIXTURE_TIME, { automatic: false }), await showBoard(100));
  expect(await waiting()).toBe(0);
  await askForClusters(context, await showBoard(100));
  expect(await waiting()).toBe(1);
  await queues.compute.obliterate({ force: true });
  const small = await showBoard(100);
  await computeClusters({ method: "kmeans" }, context);
  await askForClusters(context, small);
  expect(await waiting()).toBe(0);
  await askForClusters(context, await showBoard(240));
  expect(await waiting()).toBe(1);
});
