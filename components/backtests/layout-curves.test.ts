import { describe, expect, it } from "vitest";
import { layoutCurves } from "./layout-curves";

const box = { width: 100, height: 50 };
const point = (time: number, equity: number) => ({ time, equity, drawdown: 0, benchmark: 1 });

describe("layoutCurves", () => {
  it("draws every curve on the same scale and the same days", () => {
    const layout = layoutCurves(
      [
        [point(0, 1), point(50, 2)],
        [point(50, 1), point(100, 0)],
      ],
      box,
    );
    expect(layout).toMatchObject({ high: 2, low: 0, from: 0, to: 100 });
    expect(layout?.paths).toEqual(["M0 25L50 0", "M50 25L100 50"]);
  });

  it("keeps the start on its scale when every run lost, and draws nothing of nothing", () => {
    expect(layoutCurves([[point(0, 0.5), point(10, 0.25)]], box)).toMatchObject({ high: 1, low: 0.25 });
    expect(layoutCurves([], box)).toBeNull();
    expect(layoutCurves([[]], box)).toBeNull();
  });
});
