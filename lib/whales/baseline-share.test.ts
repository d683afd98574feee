import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { readBaselineShare } from "./baseline-share";
import type { WhaleHour } from "./whale-report";

const NOW = Date.UTC(2026, 10, 21, 12);

/** 24 hours of the `day`-th window before the last 24 h, of which `watchedHours` were watched. */
function day(number: number, share: number, watchedHours = 24, totalUsd = 1e6): WhaleHour[] {
  return Array.from({ length: 24 }, (_, index) => ({
    hour: NOW - number * DAY_MS - (index + 1) * HOUR_MS,
    buyUsd: (share * totalUsd) / 2,
    sellUsd: (share * totalUsd) / 2,
    totalUsd,
    orders: 1,
    watchedSeconds: index < watchedHours ? 3_600 : 0,
  }));
}

describe("readBaselineShare", () => {
  it("is the median share of the seven windows before the last 24 h", () => {
    const hours = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.9].flatMap((share, index) => day(index + 1, share));
    const { share, days } = readBaselineShare(hours, NOW);
    expect(share).toBeCloseTo(0.04, 12);
    expect(days).toBe(7);
  });

  it("does not look at the last 24 h, nor at what is older than eight days", () => {
    const hours = [1, 2, 3].flatMap((number) => day(number, 0.03));
    const known = readBaselineShare(hours, NOW);
    expect(known.share).toBeCloseTo(0.03, 12);
    expect(readBaselineShare([...hours, ...day(0, 0.9), ...day(8, 0.9), ...day(-1, 0.9)], NOW)).toEqual(known);
  });

  it("counts only windows of which half was watched, and knows nothing under three", () => {
    const three = [...day(1, 0.1), ...day(2, 0.1, 12), ...day(3, 0.1), ...day(4, 0.9, 11)];
    expect(readBaselineShare(three, NOW).days).toBe(3);
    expect(readBaselineShare([...day(1, 0.1), ...day(2, 0.1)], NOW)).toEqual({ share: null, days: 2 });
  });

  it("takes no share from a window in which nothing was traded", () => {
    const hours = [1, 2, 3].flatMap((number) => day(number, 0, 24, number === 3 ? 0 : 1e6));
    expect(readBaselineShare(hours, NOW)).toEqual({ share: null, days: 2 });
  });

  it("stays the same within an hour, and does not depend on the order of hours", () => {
    const hours = [1, 2, 3, 4].flatMap((number) => day(number, number / 100));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: HOUR_MS - 1 }),
        fc.shuffledSubarray(hours, { minLength: 96 }),
        (ms, mixed) => {
          expect(readBaselineShare(mixed, NOW + ms).share).toBeCloseTo(0.025, 9);
        },
      ),
    );
  });
});
