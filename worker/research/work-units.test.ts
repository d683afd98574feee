import { describe, expect, it } from "vitest";
import { WARM_UP_BARS } from "@/lib/backtest/score-bars";
import { WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { HOUR_MS } from "@/lib/market/units";
import { planFixture, sweepFixture } from "./research-world.fixture";
import { countUnits, joinParts, partsOf, unitsOf, unitsOfPart, windowOf } from "./work-units";

it("as many hours are brought before a range as a first score needs", () => {
  expect(WARM_UP_HOURS).toBe(WARM_UP_BARS);
});

describe("the units of a backtest", () => {
  it("are none for a run without a sweep and a walk-forward", () => {
    expect(countUnits(unitsOf(planFixture()))).toBe(0);
    expect(partsOf(planFixture())).toBe(1);
  });

  it("are every threshold with every holding time over the whole range, threshold by threshold", () => {
    const plan = planFixture({ sweep: { thresholds: [40, 60], holdHours: [6, 12, 24] } });
    const { rules, windows } = unitsOf(plan);
    expect(rules.map(({ threshold, holdHours }) => [threshold, holdHours])).toEqual([
      [40, 6],
      [40, 12],
      [40, 24],
      [60, 6],
      [60, 12],
      [60, 24],
    ]);
    expect(windows).toEqual([windowOf(plan)]);
  });

  it("of a walk-forward are the stretches in sample, within the bars that may trade", () => {
    const plan = planFixture({ days: 120, walkForward: true });
    const { windows, folds, hasSweep } = unitsOf(plan);
    const whole = windowOf(plan);
    expect(hasSweep).toBe(false);
    expect(windows).toEqual(folds.map(({ inSample }) => inSample));
    expect(windows.length).toBeGreaterThan(1);
    for (const { fromBar, toBar } of folds.flatMap(({ inSample, outOfSample }) => [inSample, outOfSample])) {
      expect(fromBar).toBeGreaterThanOrEqual(whole.fromBar);
      expect(toBar).toBeLessThanOrEqual(whole.toBar);
    }
    expect((whole.toBar - whole.fromBar) * HOUR_MS).toBe(plan.to - plan.from);
  });

  it.each([
    [1, 1],
    [7, 3],
    [64, 64],
    [1_000, 29],
  ])("%i of them in %i parts are each in one part, and come back in their order", (units, parts) => {
    const shares = Array.from({ length: parts }, (_, part) => unitsOfPart(units, parts, part));
    const all = [...Array(units).keys()];
    expect(shares.flat().sort((a, b) => a - b)).toEqual(all);
    expect(joinParts(units, shares)).toEqual(all);
  });

  it("are missed when a part is too short", () => {
    expect(() => joinParts(4, [[0, 2], [1]])).toThrow("Unit 3 is in no part");
  });

  it("are split by the plan alone, and no further than there are units", () => {
    expect(partsOf(sweepFixture())).toBe(3);
    expect(partsOf(sweepFixture({ days: 2_000 }, 4))).toBeLessThanOrEqual(4);
  });
});
