import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binnedDeviation } from "./binned-deviation";
import { binnedMedianScratch } from "./binned-median";
import { solveCholesky } from "./cholesky";
import { isotonicRegression } from "./isotonic-regression";
import { logistic } from "./logistic";
import { fitLogistic, type LogisticProblem } from "./logistic-regression";
import { medianAbsoluteDeviation } from "./median-absolute-deviation";
import { plattScaling } from "./platt-scaling";
import { robustScale } from "./robust-scale";
import { seededRandom } from "./seeded-random";

const finite = fc.double({ min: -3, max: 3, noNaN: true });

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), 0);
}

function problemOf(rows: number, coefficients: readonly number[], intercept: number, seed: number): LogisticProblem {
  const random = seededRandom(seed);
  const columns = coefficients.length;
  const design = Float64Array.from({ length: rows * columns }, () => 4 * random() - 2);
  const outcome = Uint8Array.from({ length: rows }, (_, r) => {
    let score = intercept;
    for (let j = 0; j < columns; j++) score += (design[r * columns + j] ?? 0) * (coefficients[j] ?? 0);
    return random() < logistic(score) ? 1 : 0;
  });
  return { rows, columns, design, outcome, weight: new Float64Array(rows).fill(1) };
}

describe("solveCholesky", () => {
  it("solves A x = b for any positive definite A", () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 16, maxLength: 16 }),
        fc.array(finite, { minLength: 4, maxLength: 4 }),
        (m, x) => {
          const at = (i: number, j: number) =>
            (i === j ? 1 : 0) + dot(m.slice(4 * i, 4 * i + 4), m.slice(4 * j, 4 * j + 4));
          const a = Float64Array.from({ length: 16 }, (_, place) => at(place >> 2, place & 3));
          const b = Float64Array.from({ length: 4 }, (_, i) => dot(Array.from(a.subarray(4 * i, 4 * i + 4)), x));
          expect(solveCholesky(a, b)).toBe(true);
          x.forEach((value, i) => {
            expect(b[i]).toBeCloseTo(value, 8);
          });
        },
      ),
    );
  });

  it("refuses what is not positive definite", () => {
    expect(solveCholesky(Float64Array.of(1, 2, 2, 1), new Float64Array(2))).toBe(false);
  });
});

describe("fitLogistic", () => {
  it("finds the coefficients that made the outcomes", () => {
    const fitted = fitLogistic(problemOf(40_000, [0.8, -0.4, 0], -1.2, 3), 1e-6);
    [0.8, -0.4, 0, -1.2].forEach((wanted, j) => {
      expect(Math.abs((fitted[j] ?? 9) - wanted)).toBeLessThan(0.05);
    });
  });

  it("stands where the penalised gradient is zero, whatever it started from", () => {
    const problem = problemOf(500, [0.8, -0.4], 0.3, 5);
    const fitted = fitLogistic(problem, 0.1);
    const gradient = [0, 0, 0];
    for (let r = 0; r < problem.rows; r++) {
      const x = [problem.design[2 * r]!, problem.design[2 * r + 1]!, 1];
      const p = logistic(x.reduce((sum, value, j) => sum + value * fitted[j]!, 0));
      x.forEach((value, j) => {
        gradient[j]! += value * (problem.outcome[r]! - p);
      });
    }
    expect(gradient[0]! - 0.1 * 500 * fitted[0]!).toBeCloseTo(0, 5);
    expect(gradient[1]! - 0.1 * 500 * fitted[1]!).toBeCloseTo(0, 5);
    expect(gradient[2]!).toBeCloseTo(0, 5);
    const elsewhere = fitLogistic(problem, 0.1, Float64Array.of(2, 2, -2));
    fitted.forEach((value, j) => {
      expect(elsewhere[j]).toBeCloseTo(value, 8);
    });
  });

  it("shrinks towards no effect and never moves the rate away from the data", () => {
    const problem = problemOf(2_000, [0.8], -0.5, 9);
    const weak = fitLogistic(problem, 0.01);
    const strong = fitLogistic(problem, 100);
    expect(Math.abs(strong[0]!)).toBeLessThan(Math.abs(weak[0]!) / 50);
    const rate = problem.outcome.reduce((sum, y) => sum + y, 0) / problem.rows;
    expect(logistic(strong[1]!)).toBeCloseTo(rate, 2);
  });

  it("survives outcomes that are all alike or perfectly separated", () => {
    const design = Float64Array.from({ length: 40 }, (_, i) => i - 20);
    for (const outcome of [new Uint8Array(40), Uint8Array.from(design, (x) => (x > 0 ? 1 : 0))]) {
      const { slope, offset } = plattScaling(design, outcome);
      expect(Number.isFinite(slope)).toBe(true);
      expect(Number.isFinite(offset)).toBe(true);
    }
  });
});

describe("plattScaling", () => {
  it("undoes a distortion of the log-odds", () => {
    const random = seededRandom(11);
    const truth = Array.from({ length: 30_000 }, () => 3 * random() - 2);
    const outcome = truth.map((score) => (random() < logistic(score) ? 1 : 0));
    const { slope, offset } = plattScaling(
      truth.map((score) => (score + 0.6) / 0.5),
      outcome,
    );
    expect(slope).toBeCloseTo(0.5, 1);
    expect(offset).toBeCloseTo(-0.6, 1);
  });
});

describe("isotonicRegression", () => {
  it("never falls, keeps the mean, and leaves what already rises alone", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), {
          minLength: 1,
          maxLength: 60,
        }),
        (rows) => {
          const sorted = [...rows].sort(([a], [b]) => a - b);
          const fit = isotonicRegression(
            sorted.map(([x]) => x),
            sorted.map(([, y]) => y),
          );
          fit.levels.forEach((level, i) => {
            if (i > 0) expect(level).toBeGreaterThan(fit.levels[i - 1]!);
          });
          const levelOf = (x: number) => fit.levels[fit.ends.findIndex((end) => x <= end)]!;
          const mean = sorted.reduce((sum, [x]) => sum + levelOf(x), 0);
          expect(mean).toBeCloseTo(
            sorted.reduce((sum, [, y]) => sum + y, 0),
            9,
          );
        },
      ),
    );
    expect(isotonicRegression([1, 2, 3], [0, 0.5, 1]).levels).toEqual([0, 0.5, 1]);
    expect(isotonicRegression([1, 2, 3, 4], [0, 1, 0, 1]).levels).toEqual([0, 0.5, 1]);
  });
});

describe("robust scales", () => {
  it("robustScale: MAD, then the mean deviation, then 0", () => {
    expect(robustScale([1, 2, 3, 4, 100])).toEqual({ centre: 3, scale: 1.4826 });
    expect(robustScale([5, 5, 5, 5, 10])?.scale).toBeCloseTo(1.2533, 6);
    expect(robustScale([5, 5])).toEqual({ centre: 5, scale: 0 });
    expect(robustScale([])).toBeNull();
  });

  it("binnedDeviation: the same number as medianAbsoluteDeviation", () => {
    const scratch = binnedMedianScratch(100);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 100 }), (values) => {
        expect(binnedDeviation(Float64Array.from(values), values.length, 1, scratch)).toBeCloseTo(
          medianAbsoluteDeviation(values) ?? Number.NaN,
          12,
        );
      }),
    );
  });
});
