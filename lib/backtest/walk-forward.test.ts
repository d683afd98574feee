import { describe, expect, it } from "vitest";
import { freeOfCosts, MIDNIGHT, randomHistory } from "./coin-history.fixture";
import { simulateCoin } from "./simulate-coin";
import type { SweepCell } from "./sweep-summary";
import { chooseRules, neighbouringRules, planFolds, stitch, walkForward } from "./walk-forward";

const cell = (changes: Partial<SweepCell>): SweepCell => ({
  threshold: 70,
  holdHours: 24,
  totalReturn: 1,
  sharpe: 1,
  maxDrawdown: 5,
  tradeCount: 20,
  ...changes,
});
const asked = { threshold: 66, holdHours: 12 };

describe("the plan of a walk-forward", () => {
  it("has folds of whole UTC days whose stretches out of sample follow each other up to the last whole day", () => {
    for (let days = 50; days < 800; days += 7) {
      for (const [start, rest] of [
        [0, 0],
        [5, 11],
      ] as const) {
        const window = { fromBar: 192 + start, toBar: 192 + start + ((24 - start) % 24) + days * 24 + rest };
        const folds = planFolds(window, MIDNIGHT);
        expect(folds.length).toBeGreaterThanOrEqual(2);
        expect(folds.length).toBeLessThanOrEqual(6);
        folds.forEach(({ inSample, outOfSample }, index) => {
          const length = outOfSample.toBar - outOfSample.fromBar;
          expect(outOfSample.fromBar % 24).toBe(0);
          expect(length).toBeGreaterThanOrEqual(240);
          expect(inSample.toBar).toBe(outOfSample.fromBar);
          expect(inSample.toBar - inSample.fromBar).toBe(3 * length);
          expect(inSample.fromBar).toBeGreaterThanOrEqual(window.fromBar);
          expect(outOfSample.toBar).toBe(folds[index + 1]?.outOfSample.fromBar ?? window.toBar - rest);
        });
      }
    }
  });

  it("is empty where there are too few days", () => {
    for (const days of [0, 1, 30, 49])
      expect(planFolds({ fromBar: 192, toBar: 192 + days * 24 }, MIDNIGHT)).toEqual([]);
  });
});

describe("the choice of rules", () => {
  it("takes the highest Sharpe ratio among those with enough trades, then the higher return, then the first", () => {
    expect(
      chooseRules(
        [
          cell({ threshold: 60, sharpe: 9, tradeCount: 9 }),
          cell({ threshold: 65, sharpe: null, totalReturn: 90 }),
          cell({ threshold: 70, sharpe: 2, totalReturn: 3 }),
          cell({ threshold: 75, sharpe: 2, totalReturn: 4 }),
          cell({ threshold: 80, sharpe: 2, totalReturn: 4 }),
        ],
        asked,
      ),
    ).toEqual({ threshold: 75, holdHours: 24 });
  });

  it("falls back on the return without any Sharpe ratio, and on what was asked without enough trades", () => {
    expect(
      chooseRules([cell({ sharpe: null, totalReturn: -4 }), cell({ threshold: 50, sharpe: null })], asked),
    ).toEqual({
      threshold: 50,
      holdHours: 24,
    });
    expect(chooseRules([cell({ tradeCount: 3 })], asked)).toEqual(asked);
    expect(chooseRules([], asked)).toEqual(asked);
  });

  it("is among rules around those asked for, each once and within bounds", () => {
    expect(neighbouringRules({ threshold: 70, holdHours: 24 })).toHaveLength(15);
    expect(neighbouringRules({ threshold: 98, holdHours: 1 })).toEqual(
      [88, 93, 98, 100].flatMap((threshold) => [1, 2].map((holdHours) => ({ threshold, holdHours }))),
    );
  });
});

describe("a walk-forward", () => {
  const history = randomHistory({ seed: 12, bars: 192 + 90 * 24, gaps: 0 });
  const folds = planFolds({ fromBar: 192, toBar: 192 + 90 * 24 }, MIDNIGHT).map((fold, index) => ({
    ...fold,
    chosen: { threshold: 60 + index, holdHours: 12 },
  }));
  const rerun = (rules: typeof freeOfCosts, window: { fromBar: number; toBar: number }) =>
    simulateCoin(history, rules, window, () => false);

  it("stitches the stretches out of sample: their returns multiply, their trades add up", () => {
    const walked = walkForward(folds, freeOfCosts, rerun);
    const outside = walked?.folds.map(({ outOfSample }) => outOfSample) ?? [];
    const product = outside.reduce((level, { totalReturn }) => level * (1 + totalReturn / 100), 1);
    expect(outside.reduce((sum, { tradeCount }) => sum + tradeCount, 0)).toBe(walked?.stitched.tradeCount);
    expect(walked?.stitched.totalReturn).toBeCloseTo(100 * (product - 1), 9);
    expect(walked?.stitched.tradeCount).toBeGreaterThan(10);
    expect(walked?.stitched.from).toBe(outside[0]?.from);
    expect(walked?.stitched.to).toBe(outside.at(-1)?.to);
  });

  it("is null without folds, and a stitch of one curve is that curve", () => {
    expect(walkForward([], freeOfCosts, rerun)).toBeNull();
    const curve = { firstOpenAt: MIDNIGHT, equity: Float64Array.from([1, 1.1, 0.9]) };
    expect(stitch([curve])).toEqual(curve);
    expect(stitch([curve, curve]).equity).toEqual(Float64Array.from([1, 1.1, 0.9, 0.9, 0.9 * 1.1, 0.9 * 0.9]));
  });
});
