import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { adjustedRand } from "./adjusted-rand";
import { blobs } from "./blobs.fixture";
import { loadRows } from "./distance-kernel";
import { LANES, toRows } from "./feature-rows";
import { kMeans } from "./k-means";
import { refineCentres } from "./refine-centres";
import { seedCentres } from "./seed-centres";

/** Lloyd's algorithm as it stands in the textbook. */
function lloyd(points: readonly number[][], start: readonly number[][]): { labels: number[]; inertia: number } {
  let centres = start.map((centre) => [...centre]);
  for (;;) {
    const distances = points.map((point) =>
      centres.map((centre) => centre.reduce((sum, value, lane) => sum + (value - (point[lane] ?? 0)) ** 2, 0)),
    );
    const labels = distances.map((row) => row.indexOf(Math.min(...row)));
    const means = centres.map((centre, group) => {
      const members = points.filter((_, index) => labels[index] === group);
      return centre.map((_, lane) => members.reduce((sum, point) => sum + (point[lane] ?? 0), 0) / members.length);
    });
    if (JSON.stringify(means) === JSON.stringify(centres)) {
      return { labels, inertia: distances.reduce((sum, row) => sum + Math.min(...row), 0) };
    }
    centres = means;
  }
}

describe("refining centres", () => {
  it.each([1, 2, 3, 4, 5])("ends where Lloyd's algorithm ends, with the same groups and inertia (seed %d)", (seed) => {
    const { points } = blobs({ seed, count: 400, groups: 6, spread: 0.6 });
    const rows = toRows(points);
    const loaded = loadRows(rows, 6);
    const start = seedCentres(loaded, rows, 6, seededRandom(seed));
    const plain = Array.from({ length: 6 }, (_, group) => [...start.subarray(group * LANES, group * LANES + 6)]);
    const reference = lloyd(points, plain);
    const found = refineCentres(loaded, rows, start, { maxIterations: 500, stillness: 0 });
    expect([...found.labels]).toEqual(reference.labels);
    expect(found.inertia).toBeCloseTo(reference.inertia, 6);
  });

  it("gives a centre that lost its rows a new place", () => {
    const { points } = blobs({ seed: 2, count: 100, groups: 4, spread: 0.1 });
    const rows = toRows(points);
    const start = new Float64Array(4 * LANES).fill(0.1);
    start.fill(1_000, 2 * LANES);
    const { labels } = refineCentres(loadRows(rows, 4), rows, start, { maxIterations: 100, stillness: 0 });
    expect(new Set(labels).size).toBe(4);
  });

  it("survives more centres than different rows", () => {
    const rows = toRows(Array.from({ length: 20 }, (_, index) => [index % 2]));
    const { best } = kMeans(rows, { k: 5, random: seededRandom(1) });
    expect(best.inertia).toBe(0);
    expect(best.labels).toHaveLength(20);
  });
});

describe("k-means", () => {
  it("finds groups that are there, whatever the seed", () => {
    const { points, truth } = blobs({ seed: 11, count: 600, groups: 8, spread: 0.15 });
    for (const seed of [1, 2, 3]) {
      const { best } = kMeans(toRows(points), { k: 8, random: seededRandom(seed) });
      expect(adjustedRand([...best.labels], truth)).toBeGreaterThan(0.98);
    }
  });

  it("gives the same answer for the same seed, and never a worse one than its warm start", () => {
    const rows = toRows(blobs({ seed: 5, count: 500, groups: 8, spread: 0.8 }).points);
    const first = kMeans(rows, { k: 8, random: seededRandom(9) });
    expect(kMeans(rows, { k: 8, random: seededRandom(9) })).toEqual(first);
    const warm = kMeans(rows, { k: 8, random: seededRandom(10), starts: 1, warm: first.best.centres });
    expect(warm.fromWarm?.inertia).toBeLessThanOrEqual(first.best.inertia + 1e-9);
    expect(warm.best.inertia).toBeLessThanOrEqual(warm.fromWarm?.inertia ?? 0);
  });
});
