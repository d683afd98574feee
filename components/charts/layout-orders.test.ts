import { describe, expect, it } from "vitest";
import { layoutFlow, layoutOrders } from "./layout-orders";

const box = { width: 240, height: 100, from: 0, to: 24 };

describe("the strip of orders", () => {
  it("places by time and by the logarithm of size, buys and sells apart", () => {
    const layout = layoutOrders(
      [
        { at: 0, usd: 1e5, side: "buy" },
        { at: 12, usd: 1e6, side: "sell" },
        { at: 24, usd: 1e7, side: "buy" },
      ],
      box,
    );
    expect(layout?.buys).toBe("M0 100h0M240 0h0");
    expect(layout?.sells).toBe("M120 50h0");
  });

  it("keeps out what is older than the strip and says when nothing is left", () => {
    expect(layoutOrders([{ at: -1, usd: 1e5, side: "buy" }], box)).toBeNull();
    expect(layoutOrders([], box)).toBeNull();
  });

  it("puts orders of one size in the middle instead of dividing by zero", () => {
    expect(layoutOrders([{ at: 12, usd: 1e5, side: "sell" }], box)?.sells).toBe("M120 50h0");
  });
});

describe("the flow of the hours", () => {
  const hour = (at: number, buyUsd: number, sellUsd: number) => ({ at, buyUsd, sellUsd, watched: 1 });

  it("draws bought money up and sold money down on one scale", () => {
    const layout = layoutFlow([hour(0, 100, 50), hour(1, 0, 25)], { ...box, hourMs: 1 });
    expect(layout?.bars.map(({ up, down }) => [up, down])).toEqual([
      [50, 25],
      [0, 12.5],
    ]);
    expect(layout?.largest).toBe(100);
  });

  it("cuts the hour in which the strip begins and drops those before", () => {
    const layout = layoutFlow([hour(-2, 5, 5), hour(-0.5, 10, 0)], { ...box, hourMs: 1 });
    expect(layout?.bars).toHaveLength(1);
    expect(layout?.bars[0]).toMatchObject({ x: 0, width: 3 });
  });

  it("stays flat when no whale traded, and is nothing when no hour was watched", () => {
    expect(layoutFlow([hour(3, 0, 0)], { ...box, hourMs: 1 })?.bars[0]).toMatchObject({ up: 0, down: 0 });
    expect(layoutFlow([], { ...box, hourMs: 1 })).toBeNull();
  });
});
