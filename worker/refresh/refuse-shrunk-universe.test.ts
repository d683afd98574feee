import { describe, expect, it } from "vitest";
import { refuseShrunkUniverse } from "./refuse-shrunk-universe";

const sweep = (count: number, startedAt: number, reach = Number.POSITIVE_INFINITY, kind: "fast" | "full" = "full") => ({
  kind,
  observed: Array.from({ length: count }),
  reach,
  startedAt,
});

describe("refuseShrunkUniverse", () => {
  it("refuses to lose more than half of the coins at once, also when the same sweep is tried again", () => {
    const memory = { shrunkSweeps: new Set<number>() };
    expect(() => refuseShrunkUniverse(memory, sweep(1_200, 1), 2_500)).toThrow(/last good board/);
    expect(() => refuseShrunkUniverse(memory, sweep(1_200, 1), 2_500)).toThrow(/last good board/);
  });

  it("believes the second such sweep in a row, and only then", () => {
    const memory = { shrunkSweeps: new Set<number>() };
    expect(() => refuseShrunkUniverse(memory, sweep(900, 1), 2_500)).toThrow();
    refuseShrunkUniverse(memory, sweep(2_400, 2), 2_500);
    expect(() => refuseShrunkUniverse(memory, sweep(900, 3), 2_500)).toThrow();
    expect(() => refuseShrunkUniverse(memory, sweep(900, 4), 2_500)).not.toThrow();
  });

  it("expects no more than the plan lets the sweep see, and nothing of a fast one", () => {
    const memory = { shrunkSweeps: new Set<number>() };
    expect(() => refuseShrunkUniverse(memory, sweep(750, 1, 750), 2_500)).not.toThrow();
    expect(() => refuseShrunkUniverse(memory, sweep(100, 1, 250, "fast"), 2_500)).not.toThrow();
  });
});
