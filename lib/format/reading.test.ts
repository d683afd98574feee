import { expect, it } from "vitest";
import { formatPoints, formatReading, formatSignedReading } from "./reading";

it("writes a true minus and never a negative zero", () => {
  expect(formatReading(-1.234, 2)).toBe("−1.23");
  expect(formatReading(-0.001, 2)).toBe("0.00");
  expect(formatReading(null, 2)).toBe("–");
});

it("says the sign of a signed reading, except of what rounds to zero", () => {
  expect([2.9453, -3.06, 0.001, null].map((value) => formatSignedReading(value, 2))).toEqual([
    "+2.95",
    "−3.06",
    "0.00",
    "–",
  ]);
});

it("drops idle decimals of points", () => {
  expect([30, 2.5, 95.5].map(formatPoints)).toEqual(["30", "2.5", "95.5"]);
});
