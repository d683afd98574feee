import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ema, emaSeries } from "./ema";
import { emaSeparationScale, lastEmaCross } from "./ema-separation";
import { logRatio } from "./fast-log-returns";
import { rsi, rsiSeries } from "./rsi";
import { sma } from "./sma";

const closes = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { maxLength: 80 });

describe("series", () => {
  it("know nothing of the future: the value at a close is the newest value of the series up to it", () => {
    fc.assert(
      fc.property(closes, fc.integer({ min: 1, max: 20 }), (values, period) => {
        rsiSeries(values, period).forEach((value, k) => {
          expect(rsi(values.slice(0, k + period + 1), period)).toBe(value);
        });
        emaSeries(values, period).forEach((value, k) => {
          expect(ema(values.slice(0, k + period), period)).toBe(value);
        });
      }),
    );
  });
});

describe("rsi", () => {
  // Wilder (1978) as tabulated by StockCharts, 33 closes; TA-Lib, Tulip and TradingView share the seed and the smoothing.
  const classic = [
    44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614,
    46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548,
    44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
  ];

  it.each([
    [15, 70.5328],
    [16, 66.3186],
    [17, 66.5498],
    [20, 57.9749],
    [33, 37.773],
  ])("after %d closes of the classic series is %d", (count, expected) => {
    expect(rsi(classic.slice(0, count), 14)).toBeCloseTo(expected, 4);
  });

  it("is 50 for a flat series, 100 without a loss, 0 without a gain and null before its first value", () => {
    const rising = Array.from({ length: 30 }, (_, i) => 1 + i);
    expect(rsi(Array(20).fill(3), 14)).toBe(50);
    expect(rsi(rising, 14)).toBe(100);
    expect(rsi(rising.toReversed(), 14)).toBe(0);
    expect(rsi(rising.slice(0, 14), 14)).toBeNull();
  });
});

describe("ema", () => {
  it("starts at the simple mean and then moves by 2 / (period + 1) of the distance", () => {
    expect(emaSeries([1, 2, 3, 7], 3)).toEqual(Float64Array.of(2, 4.5));
    expect(ema([1, 2], 3)).toBeNull();
  });
});

describe("sma", () => {
  it("is the mean of the last closes, or of those before an index", () => {
    expect(sma([1, 2, 3, 7], 2)).toBe(5);
    expect(sma([1, 2, 3, 7], 2, 3)).toBe(2.5);
    expect(sma([1], 2)).toBeNull();
  });
});

describe("emaSeparationScale", () => {
  it.each([
    [5, 20, 1.507481],
    [12, 26, 1.137368],
  ])("of %d and %d is %d", (fast, slow, expected) => {
    expect(emaSeparationScale(fast, slow)).toBeCloseTo(expected, 6);
  });
});

describe("lastEmaCross", () => {
  it("finds the last change of sides and how long ago it was", () => {
    const valley = [...Array(30).fill(10), ...Array(10).fill(8), 20, 20, 20];
    expect(lastEmaCross(valley, 5, 20)).toEqual({ direction: "up", closesAgo: 2 });
  });

  it("sees no cross in a flat series, whatever rounding says, nor in a series that only rises", () => {
    expect(lastEmaCross(Array(168).fill(0.1), 5, 20)).toBeNull();
    expect(
      lastEmaCross(
        Array.from({ length: 168 }, (_, i) => 1 + i),
        5,
        20,
      ),
    ).toBeNull();
  });
});

describe("logRatio", () => {
  it("is the natural logarithm to 1e-15 of it, and exactly odd in small moves", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        (a, move) => {
          const exact = Math.log1p((a * (1 + move) - a) / a);
          expect(Math.abs(logRatio(a, a * (1 + move)) - exact)).toBeLessThanOrEqual(1e-15 + 1e-14 * Math.abs(exact));
        },
      ),
    );
    expect(logRatio(2, 2)).toBe(0);
    expect(logRatio(1, 1000)).toBe(Math.log(1000));
  });
});
