import { describe, expect, it } from "vitest";
import { hourlyVolatility, VOLATILITY_FLOOR } from "./hourly-volatility";

/** Closes whose log returns are the given ones. */
const closesOf = (returns: readonly number[]) => {
  let price = 100;
  return [price, ...returns.map((change) => (price *= Math.exp(change)))];
};
const alternating = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => (i % 2 === 0 ? size : -size));

describe("hourlyVolatility", () => {
  it("is 1.4826 times the median absolute deviation of all hours but the last day", () => {
    // The wild last day is the move being scored: it must not stretch its own yardstick.
    expect(hourlyVolatility(closesOf([...alternating(144, 0.01), ...alternating(24, 0.02)]))).toBeCloseTo(0.014826, 10);
  });

  it("is half the standard deviation for a coin that trades in few hours, whose MAD is 0", () => {
    const rare = Array.from({ length: 160 }, (_, i) => (i % 10 === 0 ? (i % 20 === 0 ? 0.05 : -0.05) : 0));
    const deviation = Math.sqrt((16 * 0.05 ** 2) / 159);
    expect(hourlyVolatility(closesOf(rare))).toBeCloseTo(0.5 * deviation, 10);
  });

  it("needs 24 hours outside the last day for the MAD, 12 returns for anything, and never falls below 5 bp", () => {
    expect(hourlyVolatility(closesOf(alternating(48, 0.01)))).toBeCloseTo(0.014826, 10);
    expect(hourlyVolatility(closesOf(alternating(47, 0.01)))).toBeLessThan(0.0052);
    expect(hourlyVolatility(closesOf(alternating(12, 0.01)))).not.toBeNull();
    expect(hourlyVolatility(closesOf(alternating(11, 0.01)))).toBeNull();
    expect(hourlyVolatility(closesOf(alternating(168, 1e-6)))).toBe(VOLATILITY_FLOOR);
  });
});
