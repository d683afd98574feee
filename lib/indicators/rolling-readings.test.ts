import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianAbsoluteDeviation } from "@/lib/statistics/median-absolute-deviation";
import { rollingAbsoluteDeviation } from "@/lib/statistics/rolling-absolute-deviation";
import { rollingDeviation } from "@/lib/statistics/rolling-deviation";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import { ema } from "./ema";
import { rollingSum } from "./rolling-decay";
import { rollingEma } from "./rolling-ema";
import { rollingRsi } from "./rolling-rsi";
import { rsi } from "./rsi";

/** Walks with what breaks sliding sums: jumps of a million times, flat stretches, tiny and huge prices, steady growth. */
const anyCloses = fc
  .record({
    seed: fc.integer(),
    length: fc.integer({ min: 0, max: 400 }),
    sigma: fc.constantFrom(0, 1e-6, 0.01, 0.5),
    drift: fc.constantFrom(0, 0.001, -0.02),
    flatShare: fc.constantFrom(0, 0.3, 0.95),
    jumpShare: fc.constantFrom(0, 0.01),
    start: fc.constantFrom(1e-8, 1, 97_000),
  })
  .map(({ seed, length, sigma, drift, flatShare, jumpShare, start }) => {
    const random = seededRandom(seed);
    let price = start;
    return Float64Array.from({ length }, () => {
      if (random() < jumpShare) price *= random() < 0.5 ? 1e6 : 1e-6;
      if (random() >= flatShare) price *= Math.exp(drift + sigma * (random() + random() + random() - 1.5));
      return price;
    });
  });
const windows = fc.constantFrom(
  { period: 5, window: 168 },
  { period: 20, window: 168 },
  { period: 14, window: 15 },
  { period: 14, window: 40 },
  { period: 7, window: 8 },
);

/** What `rolling` says at every full window, beside what `alone` says of that window by itself. */
function expectSame(
  values: Float64Array,
  window: number,
  rolling: Float64Array,
  alone: (of: Float64Array) => number | null,
  tolerance: (expected: number) => number,
): void {
  expect(rolling).toHaveLength(values.length);
  for (let i = window - 1; i < values.length; i++) {
    const expected = alone(values.subarray(i - window + 1, i + 1)) ?? Number.NaN;
    expect(Math.abs((rolling[i] as number) - expected)).toBeLessThanOrEqual(tolerance(expected));
  }
}

describe("a reading that slides equals the reading of its window alone, to 1e-9", () => {
  it("for the exponential average", () => {
    fc.assert(
      fc.property(anyCloses, windows, (closes, { period, window }) => {
        const rolling = rollingEma(closes, period, window);
        expectSame(
          closes,
          window,
          rolling,
          (of) => ema(of, period),
          (expected) => 1e-9 * expected,
        );
      }),
    );
  });

  it("for relative strength", () => {
    fc.assert(
      fc.property(anyCloses, windows, (closes, { period, window }) => {
        const rolling = rollingRsi(closes, period, window);
        expectSame(
          closes,
          window,
          rolling,
          (of) => rsi(of, period),
          () => 1e-9 * 100,
        );
      }),
    );
  });

  it("for sums, and a sum of zeros is 0 whatever came before", () => {
    fc.assert(
      fc.property(anyCloses, fc.integer({ min: 1, max: 60 }), (values, width) => {
        const sum = (of: Float64Array) => of.reduce((total, value) => total + value, 0);
        expectSame(values, width, rollingSum(values, width), sum, (expected) => 1e-12 * expected);
      }),
    );
    expect(rollingSum(Float64Array.of(0.1, 0.7, 1e17, 0, 0, 0, 0.3), 3).slice(5)).toEqual(Float64Array.of(0, 0.3));
  });

  it("for the standard deviation, also where the values differ by a millionth of their size", () => {
    fc.assert(
      fc.property(anyCloses, fc.integer({ min: 2, max: 167 }), (values, width) => {
        const largest = values.reduce((most, value) => Math.max(most, value), 0);
        const rolling = rollingDeviation(values, width);
        expectSame(values, width, rolling, standardDeviation, (expected) => 1e-9 * expected + 1e-14 * largest);
      }),
    );
  });

  it("for the median absolute deviation, to the last bit", () => {
    fc.assert(
      fc.property(anyCloses, fc.integer({ min: 1, max: 60 }), (values, width) => {
        const rolling = rollingAbsoluteDeviation(values, width);
        expectSame(values, width, rolling, medianAbsoluteDeviation, () => 0);
      }),
    );
  });
});

it("does not know the future: readings of a shorter series are the first ones of the longer, bit for bit", () => {
  fc.assert(
    fc.property(anyCloses, fc.nat({ max: 400 }), (closes, cut) => {
      const prefix = closes.slice(0, cut);
      for (const read of [
        (of: Float64Array) => rollingEma(of, 5, 40),
        (of: Float64Array) => rollingRsi(of, 14, 40),
        (of: Float64Array) => rollingDeviation(of, 39),
        (of: Float64Array) => rollingAbsoluteDeviation(of, 15),
      ]) {
        expect(read(prefix)).toEqual(read(closes).slice(0, cut));
      }
    }),
  );
});

it("calls a window flat when it is flat, after any storm: strength 50 and no deviation", () => {
  const closes = new Float64Array(600).fill(3.3e-7);
  for (let i = 0; i < 100; i++) closes[i] = 1e6 * (1 + Math.sin(i));
  for (let i = 280; i < 600; i++) {
    expect(rollingRsi(closes, 14, 168)[i]).toBe(50);
    expect(rollingDeviation(closes, 167)[i]).toBe(0);
  }
});
