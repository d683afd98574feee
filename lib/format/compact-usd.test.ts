import { describe, expect, it } from "vitest";
import { compactUsdDigits, formatCompactUsd } from "./compact-usd";

describe("formatCompactUsd", () => {
  it.each([
    [1.23e12, "$1.23T"],
    [912e6, "$912M"],
    [43.8e6, "$43.8M"],
    [999_950, "$1.00M"],
    [9120, "$9,120"],
    [4.6, "$4.60"],
    [-2.5e6, "−$2.50M"],
    [9_999.6, "$10.0K"],
    [99.996, "$100"],
    [0, "$0.00"],
    [12_345e12, "$12,345T"],
  ])("writes %d as %s", (usd, text) => {
    expect(formatCompactUsd(usd)).toBe(text);
  });

  it("drops the currency where the header has it", () => {
    expect(compactUsdDigits(4.31e9)).toBe("4.31B");
    expect(compactUsdDigits(null)).toBe("–");
    expect(formatCompactUsd(null)).toBe("–");
  });
});
