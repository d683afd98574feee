import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coinsInGroups } from "./blobs.fixture";
import { type ClusterMethod, type ClusterRun, clusterFeatureNames, clusterRunSchema } from "./cluster-run";
import { clusterUniverse } from "./cluster-universe";
import { drain } from "./drain";
import { type ClusterPoint, featureRows, LANES } from "./feature-rows";
import { keepIds } from "./keep-ids";
import { cosine, nameClusters } from "./name-clusters";

const moment = { asOf: 1_000, now: 2_000 };

function group(coins: readonly ClusterPoint[], method: ClusterMethod, previous: ClusterRun | null = null, nextId = 0) {
  return drain(clusterUniverse(coins, { method, count: 8, seed: 1, previous, nextId }, moment));
}

function runOf(coins: readonly ClusterPoint[], method: ClusterMethod, previous: ClusterRun | null = null, nextId = 0) {
  const outcome = group(coins, method, previous, nextId);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.run;
}

/** A centroid from the words of formula A.15. */
function centroid(z: Partial<Record<(typeof clusterFeatureNames)[number], number>>): number[] {
  return clusterFeatureNames.map((feature) => z[feature] ?? 0);
}

describe("the features", () => {
  const number = fc.oneof(fc.double(), fc.constant(null));
  const coin = fc.record({
    id: fc.string(),
    symbol: fc.string(),
    score: fc.double(),
    logVolumeRatio: number,
    logTurnover: number,
    logMarketCap: number,
    logSigma24: number,
    z7d: number,
    whaleConfidence: number,
  });

  it("stay within ±3 and are 0, the median, for what is not known", () => {
    fc.assert(
      fc.property(fc.array(coin, { maxLength: 40 }), (coins) => {
        const { values } = featureRows(coins);
        expect(values.every((value) => Math.abs(value) <= 3)).toBe(true);
        coins.forEach(({ z7d }, row) => {
          if (z7d === null) expect(values[row * LANES + clusterFeatureNames.indexOf("z_7d")]).toBe(0);
        });
      }),
    );
  });

  it("do not change when every price, volume or market cap is told in another unit", () => {
    const coins = coinsInGroups({ seed: 3, count: 60, groups: 4 });
    const scaled = coins.map((one) => ({
      ...one,
      logMarketCap: (one.logMarketCap ?? 0) + 3,
      logTurnover: (one.logTurnover ?? 0) - 2,
    }));
    const plain = featureRows(coins).values;
    featureRows(scaled).values.forEach((value, index) => {
      expect(value).toBeCloseTo(plain[index] ?? 0, 9);
    });
  });
});

describe("names", () => {
  it("come from the most similar prototype, with the similarities of the design", () => {
    const leaders = centroid({
      score: 1.4,
      volume_ratio: 0.6,
      turnover: 0.3,
      market_cap: 0.2,
      volatility: 0.5,
      whale_confidence: 0.1,
    });
    const calm = centroid({ market_cap: 2.1, volatility: -1.1, score: 0.2, turnover: -0.3 });
    const quiet = centroid({ turnover: -1.6, volume_ratio: -0.7, score: -0.6, z_7d: -0.3 });
    const names = nameClusters([quiet, leaders, calm]);
    expect(names.map(({ label }) => label)).toEqual([
      "Low Activity Group",
      "High Momentum Leaders",
      "Large Cap Stable",
    ]);
    expect(names[1]?.similarity).toBeCloseTo(0.85, 3);
    expect(cosine(leaders, centroid({ volume_ratio: 2 }))).toBeCloseTo(0.364, 3);
    expect(nameClusters([leaders, quiet, calm]).map(({ label }) => label)).toEqual([
      "High Momentum Leaders",
      "Low Activity Group",
      "Large Cap Stable",
    ]);
  });

  it("tell the two largest deviations where no prototype is alike", () => {
    const names = nameClusters([centroid({ volume_ratio: 0.9, z_7d: -2.5 }), centroid({ z_7d: -1.5 }), centroid({})]);
    expect(names.map(({ label }) => label)).toEqual(["Falling · High Volume", "Falling", "Near the Median"]);
    expect(names.map(({ similarity }) => similarity)).toEqual([null, null, null]);
  });

  it("are never given twice", () => {
    const feature = fc.double({ min: -3, max: 3, noNaN: true });
    const few = fc.array(fc.tuple(feature, feature, feature, feature, feature, feature, feature), { maxLength: 20 });
    fc.assert(
      fc.property(few, (centroids) => {
        const labels = nameClusters(centroids).map(({ label }) => label);
        expect(new Set(labels).size).toBe(labels.length);
      }),
    );
    const same = nameClusters(Array.from({ length: 12 }, () => centroid({ z_7d: -2 }))).map(({ label }) => label);
    expect(new Set(same).size).toBe(12);
  });
});

describe("ids", () => {
  const members = (groups: Record<string, number>) => new Map(Object.entries(groups));

  it("stay with the group that keeps most of its coins; a new group gets one that was never used", () => {
    const earlier = members({ a: 4, b: 4, c: 4, d: 9, e: 9, f: -1 });
    expect(keepIds(members({ d: 0, e: 0, a: 1, b: 1, c: 1, x: 2, y: 2 }), 3, earlier, 12)).toEqual([9, 4, 12]);
    expect(keepIds(members({ x: 0, y: 1 }), 2, earlier, 3)).toEqual([10, 11]);
  });

  it("are not inherited by a group that shares too little", () => {
    const earlier = new Map(Array.from({ length: 30 }, (_, index) => [`c${index}`, index < 15 ? 0 : 1]));
    const now = new Map(Array.from({ length: 30 }, (_, index) => [`c${index}`, index === 0 ? 0 : index < 15 ? 1 : 2]));
    expect(keepIds(now, 3, earlier, 2)).toEqual([2, 0, 1]);
  });
});

describe.each(["kmeans", "hdbscan"] as const)("grouping a universe by %s", (method) => {
  const coins = coinsInGroups({ seed: 21, count: 400, groups: 5 });

  it("answers what the schema says: every coin once, counts that add up, no number that is not one", () => {
    const run = runOf(coins, method);
    expect(clusterRunSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
    expect(Object.keys(run.members).toSorted()).toEqual(coins.map(({ id }) => id).toSorted());
    expect(run.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(run).toMatchObject({ ...{ asOf: 1_000, computedAt: 2_000 }, agreement: null, weak: false });
    expect(run.stability).toBeGreaterThan(0.6);
    for (const { entered, left } of run.clusters) expect([entered, left]).toEqual([null, null]);
  });

  it("does not depend on the order of the coins", () => {
    expect(runOf(coins.toReversed(), method)).toEqual(runOf(coins, method));
  });

  it("repeats itself: the same coins again are the same groups under the same ids and names", () => {
    const first = runOf(coins, method);
    const again = runOf(coins, method, first, 90);
    expect(again.members).toEqual(first.members);
    expect(again.agreement).toBe(1);
    expect(again.clusters.map(({ label }) => label)).toEqual(first.clusters.map(({ label }) => label));
    for (const { entered, left } of again.clusters) expect([entered, left]).toEqual([[], []]);
  });

  it("tells who came and who went", () => {
    const first = runOf(coins, method);
    const leaver = coins[0]?.id ?? "";
    const newcomer = { ...(coins[5] as ClusterPoint), id: "newcomer" };
    const next = runOf([...coins.slice(1), newcomer], method, first, 90);
    const left = next.clusters.flatMap((cluster) => cluster.left ?? []);
    const entered = next.clusters.flatMap((cluster) => cluster.entered ?? []);
    expect(left).toContain(leaver);
    expect(entered).toContain("newcomer");
  });

  it("refuses fewer than sixteen coins with a reason, and copes with coins that are all alike", () => {
    expect(group(coins.slice(0, 15), method)).toEqual({
      ok: false,
      reason: "15 ranked coins are too few to group: 16 are needed.",
    });
    const alike = coins.map((one) => ({ ...(coins[0] as ClusterPoint), id: one.id }));
    expect(clusterRunSchema.parse(runOf(alike, method)).coins).toBe(400);
  });

  it("survives ids that break careless code", () => {
    const hostile = coins.map((one, index) =>
      index < 3 ? { ...one, id: ["toString", "constructor", "0"][index] ?? "" } : one,
    );
    const run = clusterRunSchema.parse(JSON.parse(JSON.stringify(runOf(hostile, method))));
    expect(Object.keys(run.members)).toHaveLength(400);
    expect(runOf(hostile, method, run, 9).agreement).toBe(1);
  });
});

it("makes fewer groups than wished where there are fewer than eight coins a group", () => {
  const run = runOf(coinsInGroups({ seed: 2, count: 30, groups: 3 }), "kmeans");
  expect(run.clusters.length).toBeLessThanOrEqual(3);
});

it("calls a structureless cloud weak", () => {
  const cloud = coinsInGroups({ seed: 6, count: 300, groups: 1, spread: 1 });
  expect(runOf(cloud, "hdbscan")).toMatchObject({ weak: true, silhouette: null });
});
