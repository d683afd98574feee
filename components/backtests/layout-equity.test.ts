import { describe, expect, it } from "vitest";
import { layoutEquity, spreadLabels } from "./layout-equity";

const box = { width: 100, height: 50, drawdownHeight: 20 };
const point = (time: number, equity: number, drawdown: number, benchmark = 1) => ({
  time,
  equity,
  drawdown,
  benchmark,
});

describe("layoutEquity", () => {
  it("draws both curves on one scale and the drawdown downwards from the top", () => {
    const layout = layoutEquity([point(0, 1, 0), point(50, 1.5, 0, 1.2), point(100, 1.25, 10, 0.5)], box);
    expect(layout).toMatchObject({ high: 1.5, low: 0.5, deepest: 10, startY: 25, xs: [0, 50, 100] });
    expect(layout?.equity).toBe("M0 25L50 0L100 12.5");
    expect(layout?.hold).toBe("M0 25L50 15L100 50");
    expect(layout?.drawdown).toBe("M0 0L50 0L100 20V0H0Z");
  });

  it("stays inside its box for a flat line, and draws nothing of a single moment", () => {
    expect(layoutEquity([point(0, 1, 0), point(10, 1, 0)], box)?.equity).toBe("M0 50L100 50");
    expect(layoutEquity([point(0, 1, 0)], box)).toBeNull();
    expect(layoutEquity([point(5, 1, 0), point(5, 2, 0)], box)).toBeNull();
  });

  it("keeps the labels of the two ends readable: a line of text apart, in their order, in the box", () => {
    for (const equity of [0, 3, 20, 47, 50]) {
      for (const hold of [0, 4, 21, 46, 50]) {
        const placed = spreadLabels(equity, hold, 50);
        expect(Math.abs(placed.equity - placed.hold)).toBeGreaterThanOrEqual(16);
        if (equity !== hold) expect(placed.equity < placed.hold).toBe(equity < hold);
        for (const y of [placed.equity, placed.hold]) {
          expect(y).toBeGreaterThanOrEqual(8);
          expect(y).toBeLessThanOrEqual(42);
        }
      }
    }
    expect(spreadLabels(10, 40, 50)).toEqual({ equity: 10, hold: 40 });
  });
});
