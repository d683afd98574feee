import { describe, expect, it } from "vitest";
import { pointFixture } from "./clusters.fixture";
import { type ClusterPoint, layoutClusterMap, nearestMapMark } from "./layout-cluster-map";
import { LABEL_HEIGHT, placeLabels } from "./place-labels";

const box = { width: 320, height: 200, left: 40, right: 8, top: 6, bottom: 20 };
const plain = { x: "turnover", y: "score" } as const;
const inside = ({ x, y }: { x: number; y: number }) => x >= 40 && x <= 312 && y >= 6 && y <= 180;

function points(count: number, of: (index: number) => Partial<ClusterPoint>): ClusterPoint[] {
  return Array.from({ length: count }, (_, index) => pointFixture({ id: `coin-${index}`, ...of(index) }));
}

describe("the map of the universe", () => {
  it("places turnover by its logarithm and the score upwards", () => {
    const { marks } = layoutClusterMap(
      points(3, (index) => ({ turnover: [0.001, 0.01, 0.1][index]!, momentum_score: [0, 50, 100][index]! })),
      plain,
      box,
    );
    expect(marks.map(({ x, y }) => [x, y])).toEqual([
      [40, 180],
      [176, 93],
      [312, 6],
    ]);
  });

  it("keeps every coin inside, also one far from all others, zeros and a single one", () => {
    const far = points(300, (index) => ({
      turnover: index === 0 ? 1e6 : index === 1 ? 0 : 0.01 + index / 1_000,
      momentum_score: index === 2 ? 99 : 30 + (index % 20),
    }));
    const { marks } = layoutClusterMap(far, plain, box);
    expect(marks).toHaveLength(300);
    expect(marks.every(inside)).toBe(true);
    // One coin at a million does not squeeze the rest to the left.
    expect(Math.max(...marks.filter(({ id }) => id !== "coin-0").map(({ x }) => x))).toBeGreaterThan(290);
    for (const axes of [plain, { x: "cap", y: "change" } as const])
      expect(
        layoutClusterMap(
          points(1, () => ({})),
          axes,
          box,
        ).marks.every(inside),
      ).toBe(true);
  });

  it("leaves out what has no reading, and says how many", () => {
    const { marks, missing } = layoutClusterMap(
      points(4, (index) => ({ turnover: index < 2 ? null : 0.1 * index })),
      plain,
      box,
    );
    expect([marks.length, missing]).toEqual([2, 2]);
    expect(layoutClusterMap([], plain, box)).toEqual({ marks: [], centroids: [], xTicks: [], yTicks: [], missing: 0 });
  });

  it("has four sizes by market cap, the small above the large", () => {
    const caps = [null, 9e6, 10e6, 99e6, 100e6, 1e9, 1e12];
    const { marks } = layoutClusterMap(
      points(caps.length, (index) => ({ market_cap: caps[index]! })),
      plain,
      box,
    );
    expect(marks.map(({ size }) => size)).toEqual([3, 3, 2, 1, 1, 0, 0]);
  });

  it("writes round numbers and powers of ten at its edges, five or so", () => {
    const { xTicks, yTicks } = layoutClusterMap(
      points(200, (index) => ({ turnover: 10 ** (-4 + index / 40), momentum_score: index / 2 })),
      plain,
      box,
    );
    expect(xTicks.map(({ value }) => Math.round(Math.log10(value) * 1e6) / 1e6)).toEqual([-3, -2, -1, 0]);
    expect(yTicks.map(({ value }) => value)).toEqual([20, 40, 60, 80]);
    expect(yTicks.every(({ at }) => at >= 6 && at <= 180)).toBe(true);
  });

  it("puts a group's name at the middle of its marks", () => {
    const { marks, centroids } = layoutClusterMap(
      points(4, (index) => ({ cluster_id: index < 2 ? 0 : 5, momentum_score: 20 * index })),
      plain,
      box,
    );
    const own = marks.filter(({ clusterId }) => clusterId === 5);
    expect(centroids.find(({ clusterId }) => clusterId === 5)?.y).toBeCloseTo((own[0]!.y + own[1]!.y) / 2, 0);
  });

  it("means the nearest mark within reach, of two at one place the upper one", () => {
    const mark = (id: string, x: number) => ({ id, clusterId: 0, x, y: 50, size: 0 });
    const marks = [mark("a", 10), mark("b", 30), mark("c", 30)];
    expect(nearestMapMark(marks, 14, 50, 12)?.id).toBe("a");
    expect(nearestMapMark(marks, 29, 50, 12)?.id).toBe("c");
    expect(nearestMapMark(marks, 60, 50, 12)).toBeNull();
  });
});

describe("names on the map", () => {
  const area = { left: 40, right: 320, top: 6, bottom: 180 };
  const wishes = Array.from({ length: 12 }, (_, clusterId) => ({
    clusterId,
    x: 60 + clusterId * 2,
    y: 90,
    width: 100,
  }));

  it("neither leave the map nor cover each other", () => {
    const placed = placeLabels(wishes, area);
    expect(placed.length).toBeGreaterThan(4);
    for (const { left, top } of placed) {
      expect(left).toBeGreaterThanOrEqual(40);
      expect(left + 100).toBeLessThanOrEqual(320);
      expect(top).toBeGreaterThanOrEqual(6);
      expect(top + LABEL_HEIGHT).toBeLessThanOrEqual(180);
    }
    const tops = placed.map(({ top }) => top).toSorted((a, b) => a - b);
    for (const [index, top] of tops.slice(1).entries()) expect(top - tops[index]!).toBeGreaterThanOrEqual(LABEL_HEIGHT);
  });

  it("come first to the groups named first, at their own place", () => {
    expect(placeLabels(wishes, area)[0]).toEqual({ clusterId: 0, left: 40, top: 82 });
  });
});
