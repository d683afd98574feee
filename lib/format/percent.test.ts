import { describe, expect, it } from "vitest";
import { changeParts, formatChange, formatProbability, formatShare, spokenChange } from "./percent";

describe("formatChange", () => {
  it.each([
    [5.02, "+5.02%", "up"],
    [-87.7, "−87.7%", "down"],
    [1235, "+1,235%", "up"],
    [-0.004, "0.00%", "same"],
    [9.996, "+10.0%", "up"],
    [-999.96, "−1,000%", "down"],
    [0, "0.00%", "same"],
  ])("writes %d as %s", (percent, text, direction) => {
    expect(formatChange(percent)).toBe(text);
    expect(changeParts(percent)?.direction).toBe(direction);
  });

  it("writes the true minus and never −0.00", () => {
    expect(formatChange(-5)).toContain("\u2212");
    expect(formatChange(-0.001)).not.toContain("\u2212");
  });

  it("says the unknown with a dash and the known in words", () => {
    expect(formatChange(null)).toBe("–");
    expect(changeParts(null)).toBeNull();
    expect(spokenChange(-3.1)).toBe("down 3.10 percent");
    expect(spokenChange(0)).toBe("unchanged");
  });
});

describe("formatShare", () => {
  it("has no plus and the decimals it is given", () => {
    expect(formatShare(0.61)).toBe("61%");
    expect(formatShare(0.54)).toBe("54%");
    expect(formatShare(0.001, 2)).toBe("0.10%");
    expect(formatShare(-0.0001)).toBe("0%");
    expect(formatShare(null)).toBe("–");
    expect(formatProbability(0.31)).toBe("31%");
  });
});
