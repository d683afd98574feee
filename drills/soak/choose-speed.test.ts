import { describe, expect, it } from "vitest";
import { chooseSpeed } from "./choose-speed";

const times = (ms: number, count = 20) => Array.from({ length: count }, () => ms);

describe("chooseSpeed", () => {
  it("leaves half of the time free", () => {
    // 0.5 − 0.1 of each second for full refreshes of 0.8 s: one in two seconds.
    expect(chooseSpeed({ fast: times(100), full: times(800) })).toBe(150);
  });

  it("never runs so fast that full refreshes come late by their own schedule", () => {
    expect(chooseSpeed({ fast: times(1), full: times(10) })).toBe(300);
  });

  it("runs at the speed that keeps every fast refresh where there is no room at all", () => {
    expect(chooseSpeed({ fast: times(900), full: times(100) })).toBe(30);
    expect(chooseSpeed({ fast: [], full: [] })).toBe(30);
  });

  it("is not led by one bad moment in twenty, but by one in five", () => {
    expect(chooseSpeed({ fast: times(100), full: [...times(800, 19), 9_000] })).toBe(150);
    expect(chooseSpeed({ fast: times(100), full: [...times(800, 16), ...times(4_000, 4)] })).toBe(30);
  });
});
