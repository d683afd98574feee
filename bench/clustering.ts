/**
 * k-means and HDBSCAN against the npm packages a user would pick instead, and the whole cluster run as the worker makes it.
 * `node --import tsx bench/clustering.ts [rounds] [hdbscan]` from the repository's root. Peer and ours in turn, minima over all rounds.
 */
import { HDBSCAN } from "hdbscan-ts";
import { kmeans } from "ml-kmeans";
import skmeans from "skmeans";
import { adjustedRand } from "../lib/clustering/adjusted-rand";
import { clusterUniverse } from "../lib/clustering/cluster-universe";
import { drain } from "../lib/clustering/drain";
import { type ClusterPoint, toRows } from "../lib/clustering/feature-rows";
import { hdbscan } from "../lib/clustering/hdbscan";
import { kMeans } from "../lib/clustering/k-means";
import { seededRandom } from "../lib/statistics/seeded-random";

const K = 8;
const FEATURES = 6;
const SEEDS = 10;
const rounds = Math.max(3, Number(process.argv[2] ?? 5));

/** Eight overlapping blobs, a tenth of the points with heavy tails, every feature standardised: performance.md (ii-a). */
function overlappingBlobs(n: number): number[][] {
  const random = seededRandom(42);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const heavy = () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  const centres = Array.from({ length: K }, () => Array.from({ length: FEATURES }, () => 1.3 * normal()));
  const points = Array.from({ length: n }, () => {
    const centre = centres[Math.floor(random() * K)] ?? [];
    const tail = random() < 0.1;
    return centre.map((mean) => mean + (tail ? 2 * heavy() : 0.9 * normal()));
  });
  for (let lane = 0; lane < FEATURES; lane++) {
    const mean = points.reduce((sum, point) => sum + (point[lane] ?? 0), 0) / n;
    const variance = points.reduce((sum, point) => sum + ((point[lane] ?? 0) - mean) ** 2, 0) / n;
    for (const point of points) point[lane] = ((point[lane] ?? 0) - mean) / Math.sqrt(variance);
  }
  return points;
}

/** Groups that nobody can overlook. */
function clearGroups(n: number): number[][] {
  const random = seededRandom(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: 5 }, () => Array.from({ length: FEATURES }, () => 5 * normal()));
  return Array.from({ length: n }, (_, index) => (centres[index % 5] ?? []).map((mean) => mean + 0.5 * normal()));
}

function timed<T>(work: () => T): { ms: number; answer: T } {
  const start = performance.now();
  const answer = work();
  return { ms: performance.now() - start, answer };
}

/** Fastest round and last answer of each; round 0 warms up. */
function race<T extends Record<string, () => unknown>>(work: T, count = rounds) {
  const best = new Map<string, { ms: number; answer: unknown }>();
  for (let round = 0; round <= count; round++) {
    for (const [name, run] of Object.entries(work)) {
      const { ms, answer } = timed(run);
      if (round > 0) best.set(name, { ms: Math.min(ms, best.get(name)?.ms ?? Number.POSITIVE_INFINITY), answer });
    }
  }
  return (name: keyof T & string) => best.get(name) ?? { ms: Number.NaN, answer: null };
}

function inertiaOf(points: readonly number[][], clusters: readonly number[], centroids: readonly number[][]): number {
  return points.reduce((sum, point, index) => {
    const centre = centroids[clusters[index] ?? 0] ?? [];
    return sum + point.reduce((squares, value, lane) => squares + (value - (centre[lane] ?? 0)) ** 2, 0);
  }, 0);
}

const row = (name: string, ms: number, rest: string) =>
  console.log(`${name.padEnd(34)}${ms.toFixed(2).padStart(11)} ms  ${rest}`);

function compareKMeans(n: number): void {
  const points = overlappingBlobs(n);
  const rows = toRows(points);
  const result = race({
    "ml-kmeans 7.0.1 x 10 seeds": () =>
      Array.from({ length: SEEDS }, (_, seed) => {
        const { clusters, centroids } = kmeans(points, K, { seed: seed + 1, initialization: "kmeans++" });
        return inertiaOf(points, clusters, centroids);
      }).reduce((a, b) => Math.min(a, b)),
    "skmeans 0.11.3, kmpp, 1 start": () => {
      const { idxs, centroids } = skmeans(points, K, "kmpp");
      return inertiaOf(points, idxs, centroids);
    },
    "ours, 10 starts": () => kMeans(rows, { k: K, random: seededRandom(20) }).best.inertia,
  });
  const ours = result("ours, 10 starts");
  const peer = result("ml-kmeans 7.0.1 x 10 seeds");
  console.log(`\nk-means, ${n} points x ${FEATURES} features, k = ${K}; fastest of ${rounds} rounds`);
  for (const name of ["ml-kmeans 7.0.1 x 10 seeds", "skmeans 0.11.3, kmpp, 1 start", "ours, 10 starts"] as const) {
    const { ms, answer } = result(name);
    row(name, ms, `inertia ${Number(answer).toFixed(1)}   ours is faster by ${(ms / ours.ms).toFixed(1)}x`);
  }
  const seeds = Array.from(
    { length: 20 },
    (_, seed) => kMeans(rows, { k: K, random: seededRandom(seed) }).best.inertia,
  );
  const relative = (inertia: number) => (inertia / Number(peer.answer)).toFixed(5);
  console.log(
    `inertia over the peer's best of ten: ${relative(Number(ours.answer))}; over 20 other seeds: ` +
      `median ${relative(seeds.toSorted((a, b) => a - b)[10] ?? 0)}, worst ${relative(Math.max(...seeds))}`,
  );
}

function compareHdbscan(): void {
  // The peer leaves the point itself out of its samples; ours counts it, as the paper does.
  const samples = 15;
  const points = overlappingBlobs(400);
  const rows = toRows(points);
  const result = race(
    {
      "hdbscan-ts 1.0.17": () => new HDBSCAN({ minClusterSize: samples, minSamples: samples }).fit(points),
      ours: () => drain(hdbscan(rows, { minClusterSize: samples, minSamples: samples + 1 })),
    },
    3,
  );
  const warm = Math.min(
    ...Array.from(
      { length: 50 },
      () => timed(() => drain(hdbscan(rows, { minClusterSize: samples, minSamples: samples + 1 }))).ms,
    ),
  );
  const peer = result("hdbscan-ts 1.0.17");
  const ours = result("ours");
  const clear = clearGroups(400);
  const truth = clear.map((_, index) => index % 5);
  const peerFound = adjustedRand(new HDBSCAN({ minClusterSize: samples, minSamples: samples }).fit(clear), truth);
  const wish = { minClusterSize: samples, minSamples: samples + 1 };
  const weFound = adjustedRand([...drain(hdbscan(toRows(clear), wish))], truth);
  console.log("\nHDBSCAN, 400 points x 6 features, min_cluster_size = min_samples = 15");
  row("hdbscan-ts 1.0.17", peer.ms, `five clear groups: adjusted Rand ${peerFound?.toFixed(3)} to the truth`);
  row(
    "ours",
    Math.min(ours.ms, warm),
    `five clear groups: ${weFound?.toFixed(3)}; faster by ${(peer.ms / Math.min(ours.ms, warm)).toFixed(0)}x`,
  );
  for (const n of [2_500, 17_000]) {
    const cloud = toRows(overlappingBlobs(n));
    const times = Array.from(
      { length: n > 5_000 ? 3 : 10 },
      () => timed(() => drain(hdbscan(cloud, { minClusterSize: 25, minSamples: 5 }))).ms,
    );
    row(`ours, ${n} overlapping points`, Math.min(...times), "min_samples 5");
  }
}

/** Everything the worker does for one method: features, groups, twenty resamples, silhouette, names, ids. */
function measureRuns(): void {
  console.log(
    "\nA whole run of `clusterUniverse` with twenty resamples; the longest piece is what another job may wait",
  );
  for (const n of [2_500, 17_000]) {
    const coins = overlappingBlobs(n).map(
      ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0], index): ClusterPoint => ({
        id: `coin-${index}`,
        symbol: "",
        score: 50 + 10 * a,
        logVolumeRatio: b,
        logTurnover: c,
        logMarketCap: d,
        logSigma24: e,
        z7d: f,
        whaleConfidence: null,
      }),
    );
    for (const method of ["kmeans", "hdbscan"] as const) {
      let best = Number.POSITIVE_INFINITY;
      let longest = 0;
      for (let round = 0; round < 4; round++) {
        const steps = clusterUniverse(
          coins,
          { method, count: K, seed: 1, previous: null, nextId: 0 },
          { asOf: 0, now: 0 },
        );
        let total = 0;
        let most = 0;
        for (let done = false; !done; ) {
          const { ms, answer } = timed(() => steps.next());
          total += ms;
          most = Math.max(most, ms);
          done = answer.done === true;
        }
        if (total < best) [best, longest] = [total, most];
      }
      row(`${method}, ${n} coins`, best, `longest piece ${longest.toFixed(1)} ms`);
    }
  }
}

if (process.argv[3] !== "hdbscan") for (const n of [2_500, 17_000]) compareKMeans(n);
compareHdbscan();
measureRuns();
