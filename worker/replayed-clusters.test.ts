import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ClusterRun } from "@/lib/clustering/cluster-run";
import { clusterUniverse } from "@/lib/clustering/cluster-universe";
import { drain } from "@/lib/clustering/drain";
import { HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import { createReplayMarket } from "@/lib/simulator/replay-market";
import { median } from "@/lib/statistics/median";
import { toClusterPoint } from "./clusters/to-cluster-point";
import { baselinesFromCharts, nothingElse, sweep } from "./replayed-universe.fixture";
import { loadTape } from "./simulator/load-tape";

const RECORDING = join(import.meta.dirname, "../../shared/data");
const present = existsSync(join(RECORDING, "spot-5m"));
const config = momentumConfigSchema.parse({});
/** The two days of the crash and the rebound. */
const START = Date.UTC(2025, 3, 8);
const HOURS = 48;

describe.skipIf(!present)(`clusters of the replayed April 2025 (skipped where ${RECORDING} is absent)`, () => {
  const runs: ClusterRun[] = [];

  beforeAll(async () => {
    const market = createReplayMarket(await loadTape(RECORDING));
    let nextId = 0;
    for (let hour = 0; hour < HOURS; hour++) {
      const now = START + hour * HOUR_MS;
      const observed = sweep(market, now);
      const baselines = baselinesFromCharts(market, observed, now);
      const coins = scoreUniverse({ observed, baselines, ...nothingElse }, config, now);
      const points = coins.filter(({ rank }) => rank !== null).map(toClusterPoint);
      const wish = { method: "kmeans", count: 8, seed: 1, previous: runs.at(-1) ?? null, nextId } as const;
      const outcome = drain(clusterUniverse(points, wish, { asOf: now, now }));
      if (!outcome.ok) throw new Error(outcome.reason);
      runs.push(outcome.run);
      nextId = Math.max(nextId, ...outcome.run.clusters.map(({ id }) => id + 1));
    }
  }, 240_000);

  it("keep their identity from hour to hour: median adjusted Rand index 0.6 at least", () => {
    const agreements = runs.flatMap(({ agreement }) => (agreement === null ? [] : [agreement]));
    expect(agreements).toHaveLength(HOURS - 1);
    expect(median(agreements)).toBeGreaterThanOrEqual(0.6);
  });

  it("are named by what they are like: every name's own features stand out in its centroid", () => {
    const direction: Partial<Record<string, (centroid: ClusterRun["clusters"][number]["centroid"]) => boolean>> = {
      "High Momentum Leaders": ({ score }) => score > 0,
      "Large Cap Stable": ({ market_cap, volatility }) => 1.5 * market_cap - volatility > 0,
      "Small Cap Volatile": ({ market_cap, volatility }) => 1.5 * volatility - market_cap > 0,
      "Volume Spike Group": ({ volume_ratio }) => volume_ratio > 0,
      "Low Activity Group": ({ turnover, volume_ratio, score }) =>
        1.5 * turnover + 0.5 * volume_ratio + 0.5 * score < 0,
    };
    let checked = 0;
    for (const { clusters } of runs) {
      expect(new Set(clusters.map(({ label }) => label)).size).toBe(clusters.length);
      for (const { label, centroid, similarity } of clusters) {
        const fits = direction[label];
        if (fits === undefined) continue;
        checked += 1;
        expect(fits(centroid), label).toBe(true);
        expect(similarity).toBeGreaterThanOrEqual(0.35);
      }
    }
    expect(checked).toBeGreaterThan(HOURS);
  });

  it("account for every ranked coin, entering and leaving included", () => {
    runs.slice(1).forEach((run, index) => {
      const before = runs[index] as ClusterRun;
      for (const { id, entered, left } of run.clusters) {
        const was = Object.keys(before.members).filter((coin) => before.members[coin] === id);
        const is = Object.keys(run.members).filter((coin) => run.members[coin] === id);
        const told = new Set([...was.filter((coin) => !left?.includes(coin)), ...(entered ?? [])]);
        expect([...told].toSorted()).toEqual(is.toSorted());
      }
    });
  });
});
