import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binnedMedian, binnedMedianScratch } from "./binned-median";
import { hill } from "./hill";
import { logistic } from "./logistic";
import { median } from "./median";
import { medianAbsoluteDeviation } from "./median-absolute-deviation";
import { percentileRanks } from "./percentile-rank";
import { bucketOf, quantileBounds } from "./quantile-buckets";
import { medianInPlace } from "./select";
import { standardDeviation } from "./standard-deviation";

/** The same number; 0 and −0 are, which `toBe` would tell apart. */
function expectEqual(got: number, wanted: number | null): void {
  expect(Math.abs(got - (wanted ?? Number.NaN))).toBe(0);
}

describe("statistics", () => {
  it("median: the middle, the mean of two middles, null for none", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNull();
  });

  it("medianAbsoluteDeviation: of 1 1 2 2 4 6 9 is 1", () => {
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(medianAbsoluteDeviation([])).toBeNull();
  });

  it("standardDeviation: of 2 4 4 4 5 5 7 9 over n − 1", () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(standardDeviation([1])).toBeNull();
  });

  it("medianInPlace: the same number as median, with ties, sorted runs and any length", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
            minLength: 1,
            maxLength: 300,
          }),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 300 }),
        ),
        (values) => {
          expectEqual(medianInPlace(Float64Array.from([...values, 7, 7, 7]), values.length), median(values));
        },
      ),
    );
  });

  it("binnedMedian: the same number as median wherever the bins are put", () => {
    const scratch = binnedMedianScratch(300);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true, min: -10, max: 10 }), fc.constantFrom(0, 1, 1e300)), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.double({ noNaN: true, min: -20, max: 20 }),
        fc.oneof(fc.double({ noNaN: true, min: 0, max: 30 }), fc.constantFrom(0, 1e-320)),
        (values, low, width) => {
          expectEqual(
            binnedMedian(Float64Array.from(values), values.length, low, low + width, scratch),
            median(values),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("percentileRanks: half of the equals count as below", () => {
    expect([...percentileRanks([9, 5, 5, 1])]).toEqual([87.5, 50, 50, 12.5]);
    expect([...percentileRanks([])]).toEqual([]);
  });

  it("quantile buckets: equal shares, equal values together", () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const bounds = quantileBounds(values, 10);
    expect(bounds).toHaveLength(9);
    expect(values.map((value) => bucketOf(value, bounds))).toEqual(values.map((value) => Math.floor(value / 10)));
    expect(bucketOf(-5, bounds)).toBe(0);
    expect(bucketOf(1e9, bounds)).toBe(9);
    expect(quantileBounds([], 10)).toEqual([]);
  });

  it("hill and logistic: ½ in the middle, saturating", () => {
    expect(hill(1)).toBe(0.5);
    expect(hill(2)).toBe(0.8);
    expect(logistic(0)).toBe(0.5);
    expect(logistic(1_000)).toBe(1);
    expect(logistic(-1_000)).toBe(0);
  });
});
