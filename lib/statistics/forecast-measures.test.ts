import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "./area-under-curve";
import { brierScore, brierSkill } from "./brier-score";
import { sortForecasts } from "./forecasts";
import { logLoss } from "./log-loss";
import { calibrationError, reliabilityTable } from "./reliability";
import { topLift } from "./top-lift";
import { wilsonInterval, Z_90 } from "./wilson-interval";

const forecastsArbitrary = fc
  .array(
    fc.tuple(fc.constantFrom(0.1, 0.2, 0.25, 0.5, 0.9), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 3 })),
    {
      minLength: 4,
      maxLength: 60,
    },
  )
  .map((rows) => ({ p: rows.map(([p]) => p), y: rows.map(([, y]) => y), times: rows.map(([, , times]) => times) }));

function comparePairs(p: readonly number[], y: readonly number[]) {
  const yes = p.filter((_, i) => y[i] === 1);
  const no = p.filter((_, i) => y[i] === 0);
  const right = yes.flatMap((said) => no.map((other) => (said > other ? 1 : said === other ? 0.5 : 0)));
  return { pairs: right.length, right: right.reduce((sum: number, one) => sum + one, 0) };
}

describe("measures of forecasts", () => {
  it("AUC is the share of pairs in the right order, ties half", () => {
    fc.assert(
      fc.property(forecastsArbitrary, ({ p, y }) => {
        const { pairs, right } = comparePairs(p, y);
        const auc = areaUnderCurve(sortForecasts(p, y));
        expect(auc === null ? null : auc * pairs).toEqual(pairs === 0 ? null : expect.closeTo(right, 9));
      }),
    );
  });

  it("a weight of k is the same as k copies, for every measure", () => {
    const measures = [
      brierScore,
      logLoss,
      areaUnderCurve,
      brierSkill,
      (f: Parameters<typeof topLift>[0], w: Parameters<typeof topLift>[2]) => topLift(f, 0.1, w ?? null),
      (f: Parameters<typeof topLift>[0], w: Parameters<typeof topLift>[2]) => calibrationError(f, 4, w ?? null),
    ];
    fc.assert(
      fc.property(forecastsArbitrary, ({ p, y, times }) => {
        const sorted = sortForecasts(p, y);
        const weights = Float64Array.from(sorted.source, (row) => times[row] ?? 0);
        const copies = p.flatMap((_, i) => Array.from({ length: times[i] ?? 0 }, () => i));
        fc.pre(copies.length > 0);
        const repeated = sortForecasts(
          copies.map((i) => p[i] ?? 0),
          copies.map((i) => y[i] ?? 0),
        );
        for (const measure of measures) {
          const weighted = measure(sorted, weights);
          const copied = measure(repeated, null);
          if (copied === null) expect(weighted).toBeNull();
          else expect(weighted).toBeCloseTo(copied, 9);
        }
      }),
    );
  });

  it("a constant forecast has one reliability bin, AUC ½, lift 1 and no skill", () => {
    const y = [0, 1, 0, 0, 1, 0, 0, 0, 0, 1];
    const constant = sortForecasts(new Array(10).fill(0.3), y);
    expect(reliabilityTable(constant, 10)).toHaveLength(1);
    expect(calibrationError(constant, 10)).toBeCloseTo(0, 12);
    expect(areaUnderCurve(constant)).toBe(0.5);
    expect(topLift(constant, 0.1)).toBeCloseTo(1, 12);
    expect(brierSkill(constant)).toBeCloseTo(0, 12);
    expect(brierSkill(constant, null, 0.5)).toBeGreaterThan(0);
  });

  it("equal-mass bins hold equally many and all of them", () => {
    const p = Array.from({ length: 100 }, (_, i) => (i * 37) % 100).map((i) => i / 100);
    const table = reliabilityTable(sortForecasts(p, p.map(Math.round)), 10);
    expect(table.map(({ count }) => count)).toEqual(new Array(10).fill(10));
  });

  it("the surest wrong forecast costs much and not infinitely much", () => {
    expect(logLoss(sortForecasts([0, 1], [1, 0]))).toBeLessThan(30);
    expect(logLoss(sortForecasts([], []))).toBeNull();
  });

  it("Wilson's interval holds the rate, stays within 0 and 1 and narrows with the count", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5_000 }), (rate, count) => {
        const { low, high } = wilsonInterval(rate * count, count, Z_90);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
        const more = wilsonInterval(rate * 4 * count, 4 * count, Z_90);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});
