import { describe, expect, it } from "vitest";
import {
  type EstimateParts,
  formatEstimate,
  type MeasuredRelation,
  scorecardSentence,
  scorecardVerdict,
} from "./scorecard";

function measure(rankCorrelation: EstimateParts | null, over: Partial<MeasuredRelation> = {}): MeasuredRelation {
  return { horizon: "24h", population: "small", blocks: 20, rankCorrelation, ...over };
}

describe("formatEstimate", () => {
  it("says the sign of every part and leaves out an interval that is not known", () => {
    expect(formatEstimate({ value: -0.0312, low: -0.0524, high: 0.01 }, 3)).toBe("−0.031 [−0.052, +0.010]");
    expect(formatEstimate({ value: 0.5, low: null, high: null }, 2)).toBe("+0.50");
    expect(formatEstimate(null, 2)).toBe("–");
  });
});

describe("the verdict", () => {
  it("claims a direction only when the whole interval has it", () => {
    expect(scorecardVerdict(measure({ value: 0.05, low: 0.01, high: 0.09 }))).toBe("higher");
    expect(scorecardVerdict(measure({ value: -0.05, low: -0.09, high: -0.01 }))).toBe("lower");
    expect(scorecardVerdict(measure({ value: 0.05, low: -0.01, high: 0.09 }))).toBe("nothing");
    expect(scorecardVerdict(measure({ value: 0.05, low: null, high: null }))).toBe("unknown");
    expect(scorecardVerdict(measure(null))).toBe("unknown");
  });

  it("says reversal as plainly as momentum", () => {
    expect(scorecardSentence(measure({ value: -0.03, low: -0.05, high: -0.01 }))).toBe(
      "Higher scores were followed by lower returns over the next 24 hours among small coins: rank correlation −0.030 [−0.050, −0.010].",
    );
    expect(scorecardSentence(measure(null, { horizon: "7d", population: "all", blocks: 3 }))).toBe(
      "Too little to judge the next 7 days among all coins: 3 whole weeks, and an interval takes 8.",
    );
  });
});
