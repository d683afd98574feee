import { describe, expect, it } from "vitest";
import { type ActionInputs, decideAction } from "./action";
import type { Action } from "./scored-coin";

const decide = (inputs: Partial<ActionInputs>) =>
  decideAction({ score: 55, previous: null, coverage: 1, overbought: false, buyBarred: false, ...inputs });

describe("decideAction", () => {
  it.each([
    [70, "BUY", 0.6],
    [69.9, "HOLD", 0.5007],
    [55, "HOLD", 0.6],
    [40, "HOLD", 0.5],
    [35, "TRIM", 0.55],
    [30, "TRIM", 0.55],
    [29.9, "EXIT", 0.602],
    [15, "EXIT", 0.9],
  ])("puts a score of %d in %s at %d", (score, action, confidence) => {
    expect(decide({ score }).action).toBe(action);
    expect(decide({ score }).confidence).toBeCloseTo(confidence, 4);
  });

  it.each([
    ["BUY", 69, "BUY"],
    ["BUY", 68.99, "HOLD"],
    ["HOLD", 70.99, "HOLD"],
    ["HOLD", 71, "BUY"],
    ["HOLD", 39, "HOLD"],
    ["HOLD", 38.99, "TRIM"],
    ["TRIM", 40.99, "TRIM"],
    ["TRIM", 29, "TRIM"],
    ["TRIM", 28.99, "EXIT"],
    ["EXIT", 30.99, "EXIT"],
    ["EXIT", 31, "TRIM"],
    ["EXIT", 75, "BUY"],
  ] satisfies [Action, number, Action][])(
    "after %s a score of %d is %s: a band is left one point past its bound",
    (previous, score, action) => {
      expect(decide({ previous, score }).action).toBe(action);
    },
  );

  it("withholds a BUY for missing inputs or a barred coin, and only a BUY", () => {
    const withheld = { action: "HOLD", confidence: 0.5, buyWithheld: true };
    expect(decide({ score: 85, coverage: 0.74 })).toEqual(withheld);
    expect(decide({ score: 85, coverage: 0.75 }).action).toBe("BUY");
    expect(decide({ score: 85, buyBarred: true })).toEqual(withheld);
    expect(decide({ score: 55, buyBarred: true }).buyWithheld).toBe(false);
  });

  it("shrinks confidence with what is missing and caps it for an overbought coin", () => {
    expect(decide({ score: 85.3, coverage: 0.8 }).confidence).toBeCloseTo(0.82, 10);
    expect(decide({ score: 85.3, overbought: true }).confidence).toBe(0.75);
  });
});
