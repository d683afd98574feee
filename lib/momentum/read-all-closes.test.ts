import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CloseReading, readCloses } from "./close-reading";
import { readAllCloses, rememberCloses } from "./read-all-closes";
import { fatTailed, seededRandom } from "./seeded-universe.fixture";

const averages = { maFast: 5, maSlow: 20 };

/** Equal up to 1e-9 of the value, or of what it is a share of. */
function expectClose(fast: number | null | undefined, slow: number | null | undefined): void {
  if (slow === null || slow === undefined) expect(fast ?? null).toBeNull();
  else expect(Math.abs((fast ?? Number.NaN) - slow)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(slow)));
}

function expectSame(fast: CloseReading | undefined, slow: CloseReading): void {
  expectClose(fast?.sigma1h, slow.sigma1h);
  expectClose(fast?.rsi, slow.rsi);
  expectClose(fast?.averages?.emaFast, slow.averages?.emaFast);
  expectClose(fast?.averages?.emaSlow, slow.averages?.emaSlow);
  expectClose(fast?.averages?.deviation, slow.averages?.deviation);
  expect(fast?.cross).toEqual(slow.cross);
}

/** A random walk with any of the shapes that break fast code: jumps, flat stretches, steady growth, tiny and huge prices. */
const anyCloses = fc
  .record({
    seed: fc.integer(),
    length: fc.oneof(
      fc.constantFrom(0, 1, 12, 13, 14, 15, 19, 20, 24, 48, 49, 50, 167, 168),
      fc.integer({ min: 0, max: 200 }),
    ),
    sigma: fc.constantFrom(0, 1e-6, 0.001, 0.01, 0.05, 0.5),
    drift: fc.constantFrom(0, 0.0001, -0.01),
    flatShare: fc.constantFrom(0, 0.3, 0.8),
    start: fc.constantFrom(1e-8, 1, 97_000),
  })
  .map(({ seed, length, sigma, drift, flatShare, start }) => {
    const random = seededRandom(seed);
    let price = start;
    return Float64Array.from({ length }, () => {
      if (random() >= flatShare) price *= Math.exp(drift + sigma * fatTailed(random));
      return price;
    });
  });

describe("readAllCloses", () => {
  it("reads what readCloses reads, to 1e-9, for any mix of lengths and shapes", () => {
    fc.assert(
      fc.property(fc.array(anyCloses, { maxLength: 12 }), (series) => {
        const readings = readAllCloses(series, averages);
        expect(readings).toHaveLength(series.length);
        series.forEach((closes, i) => {
          expectSame(readings[i], readCloses(closes, averages));
        });
      }),
      { numRuns: 500 },
    );
  });

  it("leaves nothing behind: the same series read alone and among others, first and last, reads the same", () => {
    const random = seededRandom(11);
    const walk = () => {
      let price = 1;
      return Float64Array.from({ length: 168 }, () => {
        price *= Math.exp(0.01 * fatTailed(random));
        return price;
      });
    };
    const [first, ...others] = Array.from({ length: 9 }, walk);
    const alone = readAllCloses([first!], averages)[0];
    expect(readAllCloses([first!, ...others], averages)[0]).toEqual(alone);
    expect(readAllCloses([...others, first!], averages).at(-1)).toEqual(alone);
  });
});

describe("rememberCloses", () => {
  it("answers what readAllCloses answers, whatever it was asked before", () => {
    const configs = [averages, { maFast: 3, maSlow: 12 }];
    const pass = fc.record({ picks: fc.array(fc.nat({ max: 11 })), config: fc.constantFrom(...configs) });
    fc.assert(
      fc.property(fc.array(anyCloses, { minLength: 12, maxLength: 12 }), fc.array(pass), (pool, passes) => {
        const remember = rememberCloses();
        for (const { picks, config } of passes) {
          const series = picks.map((pick) => pool[pick]!);
          // Each alone as well: a reading may not depend on its company in the last bit either.
          expect(remember(series, config)).toEqual(series.flatMap((closes) => readAllCloses([closes], config)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("reads an array once", () => {
    const closes = Float64Array.from({ length: 168 }, (_, hour) => 100 + Math.sin(hour));
    const remember = rememberCloses();
    const [first] = remember([closes], averages);
    expect(remember([closes, closes.slice()], averages)[0]).toBe(first);
  });
});
