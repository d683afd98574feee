import { describe, expect, it } from "vitest";
import { layoutSeries, nearestMark } from "./layout-series";

const box = { width: 100, height: 50, shape: "line" } as const;
const hourly = (values: (number | null)[]) => values.map((value, index) => ({ at: index * 3600, value }));

describe("layoutSeries", () => {
  it("refuses to draw a line through fewer than two values", () => {
    expect(layoutSeries(hourly([1]), box)).toBeNull();
    expect(layoutSeries(hourly([null, 2, null]), box)).toBeNull();
  });

  it("spans the box from first to last and from lowest to highest", () => {
    expect(layoutSeries(hourly([1, 3, 2]), box)?.line).toBe("M0 50L50 0L100 25");
  });

  it("draws the best rank at the top when inverted, as a step line", () => {
    expect(layoutSeries(hourly([5, 1]), { ...box, shape: "step", invert: true })?.line).toBe("M0 50H100V0");
  });

  it("keeps a flat series in the middle instead of dividing by zero", () => {
    expect(layoutSeries(hourly([2, 2, 2]), box)?.line).toBe("M0 25L50 25L100 25");
  });

  it("stands a series on its scale where that is known beforehand", () => {
    expect(layoutSeries(hourly([5, 10]), { ...box, domain: [0, 20] })?.line).toBe("M0 37.5L100 25");
  });

  it("leaves a long silence open instead of bridging it", () => {
    const points = [0, 1, 2, 3, 20, 21].map((at) => ({ at, value: at }));
    expect(layoutSeries(points, box)?.line.match(/M/g)).toHaveLength(2);
  });

  it("finds the mark nearest to the cursor", () => {
    const layout = layoutSeries(hourly([1, 2, 3]), box);
    expect(layout && nearestMark(layout, 60)).toBe(1);
  });
});
