import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { webServices } from "@/app/api/web-services";
import { writeClusterRun } from "@/lib/cache/cluster-run";
import { writeBoard } from "@/lib/cache/momentum-board";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import type { ClusterRun } from "@/lib/clustering/cluster-run";
import { FIXTURE_TIME, snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { clustersListSchema } from "@/lib/contracts/http/clusters";
import { problemSchema } from "@/lib/contracts/http/problem";
import { HOUR_MS } from "@/lib/market/units";
import { saveClusterRun } from "@/lib/store/cluster-runs";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { GET } from "./route";

const COINS = 1_500;
let own: OwnRedis;
let store: TestDatabase;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  vi.stubEnv("REDIS_URL", own.url);
  vi.stubEnv("DATABASE_URL", store.url);
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterAll(async () => {
  await webServices().close();
  await own.remove();
  await store.remove();
});

const centroid = { score: 0, volume_ratio: 0, turnover: 0, market_cap: 0, volatility: 0, z_7d: 0, whale_confidence: 0 };

/** Every third coin unclustered, the rest in two groups by halves. */
function runFixture(ids: readonly string[], computedAt: number): ClusterRun {
  const members = Object.fromEntries(ids.map((id, index) => [id, index % 3 === 0 ? -1 : index < COINS / 2 ? 4 : 7]));
  const cluster = (id: number, label: string) => ({
    id,
    label,
    similarity: null,
    count: Object.values(members).filter((one) => one === id).length,
    averageScore: 40 + id,
    stability: id < 0 ? null : 0.7654321,
    centroid,
    topCoins: [],
    entered: ["coin-900", "coin-100", "gone"],
    left: [],
  });
  return {
    method: "kmeans",
    asOf: computedAt,
    computedAt,
    coins: ids.length,
    silhouette: 0.08,
    stability: 0.7,
    agreement: 0.9,
    weak: true,
    inertia: 1,
    clusters: [cluster(4, "Leaders"), cluster(7, "Rest"), cluster(-1, "Unclustered")],
    members,
  };
}

async function ask(query = "", headers: Record<string, string> = {}) {
  const response = await GET(new Request(`http://test/api/market/clusters${query}`, { headers }), {
    params: Promise.resolve({}),
  });
  return { response, body: response.status === 200 ? clustersListSchema.parse(await response.json()) : null };
}

/** What this process has read of the runs is asked for anew every two seconds. */
async function askUntil(query: string, expected: object) {
  return vi.waitFor(
    async () => {
      const asked = await ask(query);
      expect(asked.body).toMatchObject(expected);
      return asked;
    },
    { timeout: 10_000, interval: 200 },
  );
}

it("answers the groups of the last run with the scores of the board now, their past and the marks of the map", async () => {
  expect((await ask()).response.status).toBe(503);
  const { redis, database } = webServices();
  const snapshot = snapshotFixture(COINS, 1);
  expect(await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
  await vi.waitFor(async () => expect((await ask()).response.status).toBe(200), { timeout: 10_000 });
  expect((await ask()).body).toMatchObject({ total_clusters: 0, reason: "The first run has not ended yet." });

  const ids = snapshot.board.coins.map(({ asset }) => asset.id);
  const now = Date.now();
  await saveClusterRun(database, runFixture(ids, FIXTURE_TIME - HOUR_MS));
  await saveClusterRun(database, runFixture(ids, Math.min(FIXTURE_TIME, now)));
  await saveClusterRun(database, runFixture(ids, now + 9 * HOUR_MS));
  const { body } = await askUntil("?method=kmeans", { total_clusters: 2 });
  const inRedis = runFixture(ids, Math.min(FIXTURE_TIME, now) + 1);
  await writeClusterRun(redis, inRedis);
  expect(body?.clusters.map(({ cluster_id }) => cluster_id)).toEqual([4, 7, -1]);
  expect(body).toMatchObject({ total_clusters: 2, reason: "", weak: true, silhouette: 0.08, method: "kmeans" });
  const [leaders] = body?.clusters ?? [];
  const scores = snapshot.board.coins.filter(({ asset }) => inRedis.members[asset.id] === 4).map(({ score }) => score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  expect(leaders?.avg_momentum).toBeCloseTo(mean, 1);
  expect(leaders).toMatchObject({ stability: 0.765, entered_count: 3, left_count: 0, top_coins: expect.any(Array) });
  expect(leaders?.entered).toEqual([
    { id: "coin-100", symbol: "C100" },
    { id: "coin-900", symbol: "C900" },
    { id: "gone", symbol: "gone" },
  ]);
  expect(leaders?.history).toMatchObject([{ avg_momentum: 44 }, { avg_momentum: 44 }]);
  expect(body?.points.length).toBeGreaterThan(590);
  expect(body?.points.length).toBeLessThanOrEqual(600);

  const again = await askUntil("?method=kmeans", { computed_at: new Date(inRedis.computedAt).toISOString() });
  const etag = again.response.headers.get("etag") ?? "";
  expect((await ask("?method=kmeans", { "if-none-match": etag })).response.status).toBe(304);
  expect((await ask("?method=hdbscan")).body).toMatchObject({
    total_clusters: 0,
    clusters: [],
    old_run: false,
    method: "hdbscan",
    list_method: "kmeans",
  });
});

it("says of groups that the list no longer names that they are of an old run", async () => {
  const { redis } = webServices();
  const run = (asOf: number) => ({ ...runFixture(["coin-1", "coin-2"], asOf), method: "hdbscan" as const });
  await writeClusterRun(redis, run(Date.now() - 3 * HOUR_MS + 60_000));
  await askUntil("?method=hdbscan", { old_run: false, reason: "" });
  await writeClusterRun(redis, run(Date.now() - 3 * HOUR_MS - 60_000));
  await askUntil("?method=hdbscan", { old_run: true, stale: true });
});

it("refuses a method that there is not, and serves the stored run while Redis is away", async () => {
  const wrong = await ask("?method=dbscan");
  expect(wrong.response.status).toBe(400);
  expect(problemSchema.parse(await wrong.response.json()).errors?.[0]?.path).toBe("method");
  await own.kill();
  await askUntil("?method=kmeans", { total_clusters: 2, stale: true });
});
