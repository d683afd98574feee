import { describe, expect, it } from "vitest";
import { blockBootstrap } from "./block-bootstrap";
import { seededRandom } from "./seeded-random";

const options = { draws: 1_000, seed: 7 };

function meanOf(sums: readonly number[], counts: readonly number[]) {
  return (drawn: Uint32Array) => {
    let sum = 0;
    let count = 0;
    drawn.forEach((times, block) => {
      sum += times * (sums[block] ?? 0);
      count += times * (counts[block] ?? 0);
    });
    return count === 0 ? null : sum / count;
  };
}

describe("seededRandom", () => {
  it("gives the same sequence for the same seed, spread evenly over [0, 1)", () => {
    const first = seededRandom(5);
    const again = seededRandom(5);
    const values = Array.from({ length: 20_000 }, first);
    expect(values.slice(0, 50)).toEqual(Array.from({ length: 50 }, again));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 2);
  });
});

describe("blockBootstrap", () => {
  it("answers the same interval for the same seed and another one for another", () => {
    const sums = Array.from({ length: 30 }, (_, index) => Math.sin(index));
    const statistic = meanOf(
      sums,
      sums.map(() => 1),
    );
    const interval = blockBootstrap(30, statistic, options);
    expect(blockBootstrap(30, statistic, options)).toEqual(interval);
    expect(blockBootstrap(30, statistic, { ...options, seed: 8 })).not.toEqual(interval);
  });

  it("covers the true mean about as often as it says", () => {
    const random = seededRandom(1);
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const sums = Array.from({ length: 40 }, () => random() - 0.5);
      const interval = blockBootstrap(
        40,
        meanOf(
          sums,
          sums.map(() => 1),
        ),
        { draws: 400, seed: trial },
      );
      if (interval !== null && interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.99);
  });

  it("is wider for dependent blocks than observation by observation would be", () => {
    const random = seededRandom(3);
    const blockMeans = Array.from({ length: 20 }, () => random() - 0.5);
    const byBlock = blockBootstrap(
      20,
      meanOf(
        blockMeans.map((mean) => mean * 50),
        blockMeans.map(() => 50),
      ),
      options,
    );
    const single = blockMeans.flatMap((mean) => Array.from({ length: 50 }, () => mean));
    const byOne = blockBootstrap(
      1_000,
      meanOf(
        single,
        single.map(() => 1),
      ),
      options,
    );
    expect(byBlock!.high - byBlock!.low).toBeGreaterThan(3 * (byOne!.high - byOne!.low));
  });

  it("says nothing with too few blocks or a statistic that is mostly undefined", () => {
    expect(blockBootstrap(7, () => 1, options)).toBeNull();
    expect(blockBootstrap(20, () => null, options)).toBeNull();
    expect(blockBootstrap(20, () => Number.NaN, options)).toBeNull();
  });
});
