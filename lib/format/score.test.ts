import { describe, expect, it } from "vitest";
import { countOf, formatCount } from "./count";
import { formatRank, rankMovement } from "./rank";
import { formatConfidence, formatRatio, formatScore, percentileSentence, scoreDelta, scoreOfMaximum } from "./score";

describe("scores", () => {
  it("have one decimal and say their maximum when alone", () => {
    expect(formatScore(83.71)).toBe("83.7");
    expect(formatScore(-0.04)).toBe("0.0");
    expect(formatScore(null)).toBe("–");
    expect(scoreOfMaximum(83.7, 95.5)).toBe("83.7 of 95.5");
  });

  it("put the percentile in words and never above everybody", () => {
    expect(percentileSentence(99.4, 2310)).toBe("above 99% of 2,310 ranked");
    expect(percentileSentence(100, 2310)).toBe("above 99% of 2,310 ranked");
  });

  it("show a movement from a tenth of a point", () => {
    expect(scoreDelta(0.6)).toEqual({ direction: "up", digits: "0.6" });
    expect(scoreDelta(-0.2)).toEqual({ direction: "down", digits: "0.2" });
    expect(scoreDelta(0.04)).toBeNull();
    expect(scoreDelta(null)).toBeNull();
  });

  it("write confidence and ratio with two decimals", () => {
    expect(formatConfidence(0.87)).toBe("0.87");
    expect(formatRatio(2.71)).toBe("2.71×");
  });
});

describe("ranks", () => {
  it("read a negative wire delta as a rise", () => {
    expect(formatRank(5)).toBe("#5");
    expect(rankMovement(5, -3)).toEqual({ direction: "up", digits: "3", spoken: "up 3 places, was 8" });
    expect(rankMovement(5, 2)).toEqual({ direction: "down", digits: "2", spoken: "down 2 places, was 3" });
    expect(rankMovement(5, 0)?.direction).toBe("same");
    expect(rankMovement(5, null)).toBeNull();
    expect(formatRank(null)).toBe("–");
  });
});

describe("counts", () => {
  it("are grouped and know one from many", () => {
    expect(formatCount(2481)).toBe("2,481");
    expect(countOf(1, "coin")).toBe("1 coin");
    expect(countOf(2481, "coin")).toBe("2,481 coins");
  });
});
