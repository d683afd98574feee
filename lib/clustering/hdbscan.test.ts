import { describe, expect, it } from "vitest";
import { adjustedRand } from "./adjusted-rand";
import { blobs } from "./blobs.fixture";
import { drain } from "./drain";
import { type FeatureRows, LANES, toRows } from "./feature-rows";
import { hdbscan } from "./hdbscan";
import { squaredCoreDistances } from "./neighbour-tree";
import { spanningTree } from "./spanning-tree";

function distance({ values }: FeatureRows, a: number, b: number): number {
  let squared = 0;
  for (let lane = 0; lane < LANES; lane++) {
    squared += ((values[a * LANES + lane] ?? 0) - (values[b * LANES + lane] ?? 0)) ** 2;
  }
  return Math.sqrt(squared);
}

function coresByTrying(rows: FeatureRows, m: number): number[] {
  return Array.from({ length: rows.count }, (_, a) => {
    const all = Array.from({ length: rows.count }, (_, b) => distance(rows, a, b)).sort((x, y) => x - y);
    return all[Math.min(m, rows.count) - 1] ?? 0;
  });
}

/** Sum of the edges of a minimum spanning tree, by Kruskal over every pair. */
function treeWeight(rows: FeatureRows, cores: readonly number[]): number {
  const edges: [number, number, number][] = [];
  for (let a = 0; a < rows.count; a++) {
    for (let b = 0; b < a; b++) edges.push([a, b, Math.max(distance(rows, a, b), cores[a] ?? 0, cores[b] ?? 0)]);
  }
  const component = Array.from({ length: rows.count }, (_, row) => row);
  let weight = 0;
  for (const [a, b, length] of edges.sort((x, y) => x[2] - y[2])) {
    const [from, to] = [component[a] ?? 0, component[b] ?? 0];
    if (from === to) continue;
    weight += length;
    component.forEach((held, row) => {
      if (held === from) component[row] = to;
    });
  }
  return weight;
}

describe("the parts of HDBSCAN", () => {
  it.each([
    [40, 3],
    [200, 5],
    [333, 15],
    [4, 9],
  ])("find the core distances of %d rows at %d samples that a search through all pairs finds", (count, m) => {
    const rows = toRows(blobs({ seed: count, count, groups: 4, spread: 0.4 }).points);
    const cores = [...squaredCoreDistances(rows, m)].map(Math.sqrt);
    coresByTrying(rows, m).forEach((core, row) => {
      expect(cores[row]).toBeCloseTo(core, 9);
    });
  });

  it("span the rows by a tree as light as Kruskal's", () => {
    const rows = toRows(blobs({ seed: 8, count: 150, groups: 3, spread: 0.7 }).points);
    const tree = drain(spanningTree(rows, squaredCoreDistances(rows, 5)));
    const weight = tree.squared.reduce((sum, squared) => sum + Math.sqrt(squared), 0);
    expect(weight).toBeCloseTo(treeWeight(rows, coresByTrying(rows, 5)), 6);
  });
});

describe("HDBSCAN", () => {
  const wish = { minClusterSize: 15, minSamples: 5 };

  it("finds dense groups and leaves what lies between them as noise", () => {
    const { points, truth } = blobs({ seed: 4, count: 600, groups: 5, spread: 0.08 });
    const scattered = blobs({ seed: 77, count: 60, groups: 60, spread: 3 }).points;
    const labels = [...drain(hdbscan(toRows([...points, ...scattered]), wish))];
    expect(new Set(labels.slice(0, 600)).size).toBeLessThanOrEqual(6);
    const kept = truth.map((_, row) => row).filter((row) => (labels[row] ?? -1) >= 0);
    expect(kept.length).toBeGreaterThan(540);
    expect(
      adjustedRand(
        kept.map((row) => labels[row] ?? -1),
        kept.map((row) => truth[row] ?? -1),
      ),
    ).toBeGreaterThan(0.99);
    expect(labels.slice(600).filter((label) => label < 0).length).toBeGreaterThan(50);
  });

  it("finds nothing in one even cloud, in a handful of rows or in none", () => {
    for (const count of [0, 1, 2, 14, 29]) {
      const rows = toRows(blobs({ seed: 1, count, groups: 1, spread: 1 }).points);
      expect([...drain(hdbscan(rows, wish))]).toEqual(new Array(count).fill(-1));
    }
  });

  it("does not lose its head over rows in one and the same place", () => {
    const points = Array.from({ length: 120 }, (_, index) => (index < 60 ? [1, 1] : [(index % 3) * 5, 7]));
    const labels = [...drain(hdbscan(toRows(points), wish))];
    expect(new Set(labels)).toEqual(new Set([0, 1, 2, 3]));
  });
});
