import { describe, expect, it } from "vitest";
import { EPOCH_HOURS } from "./episodes";
import { bridgeOffset, walkPath } from "./price-path";

const shape = { key: 1234, hourlySigma: 0.01, levelSigma: 0.2 };
const from = 600 * EPOCH_HOURS + 700;

describe("walkPath", () => {
  it("gives the same bits hour by hour as in one walk, across an epoch's end", () => {
    const hours = 200;
    const whole = new Float64Array(hours + 1);
    walkPath(shape, from, from + hours, whole);
    const stepwise = new Float64Array(hours + 1);
    const one = new Float64Array(1);
    let state = walkPath(shape, from, from, one);
    stepwise[0] = one[0]!;
    for (let hour = 1; hour <= hours; hour++) {
      state = walkPath(shape, from + hour, from + hour, one, state);
      stepwise[hour] = one[0]!;
    }
    expect([...stepwise]).toEqual([...whole]);
  });

  it("gives the same level whatever the span asked for", () => {
    const long = new Float64Array(1_001);
    const short = new Float64Array(11);
    walkPath(shape, from - 900, from + 100, long);
    walkPath(shape, from, from + 10, short);
    expect([...short]).toEqual([...long.subarray(900, 911)]);
  });

  it("meets the pinned level at an epoch's end without a jump", () => {
    const end = 601 * EPOCH_HOURS;
    const levels = new Float64Array(3);
    walkPath(shape, end - 1, end + 1, levels);
    expect(Math.abs(levels[1]! - levels[0]!)).toBeLessThan(0.15);
  });
});

describe("bridgeOffset", () => {
  it("is 0 at both ends of the hour and moves in between", () => {
    expect(bridgeOffset(5, 10, 0, 0.01)).toBe(0);
    expect(Math.abs(bridgeOffset(5, 10, 1 - 1e-12, 0.01))).toBeLessThan(1e-6);
    const inside = Array.from({ length: 359 }, (_, tick) => bridgeOffset(5, 10, (tick + 1) / 360, 0.01));
    expect(new Set(inside).size).toBe(359);
    expect(Math.max(...inside.map(Math.abs))).toBeLessThan(0.05);
  });
});
