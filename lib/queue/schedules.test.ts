import { describe, expect, it } from "vitest";
import { planSchedule } from "./schedules";

describe("planSchedule", () => {
  it("starts a missing schedule now", () => {
    expect(planSchedule(null, 30_000, 1_000_000)).toBe(1_000_000);
  });

  it("keeps what is there, small drifts included", () => {
    const held = { everyMs: 30_000, nextAt: 1_010_000 };
    expect(planSchedule(held, 30_000, 1_000_000)).toBeNull();
    expect(planSchedule(held, 32_000, 1_000_000)).toBeNull();
  });

  it("keeps the phase when the interval changes, so that replanning never costs a refresh", () => {
    const held = { everyMs: 300_000, nextAt: 1_200_000 };
    expect(planSchedule(held, 600_000, 1_000_000)).toBe(1_500_000);
    expect(planSchedule(held, 60_000, 1_000_000)).toBe(1_000_000);
  });

  it("starts again when the next run was lost in a crash", () => {
    const held = { everyMs: 30_000, nextAt: 1_000_000 };
    expect(planSchedule(held, 30_000, 1_034_000)).toBeNull();
    expect(planSchedule(held, 30_000, 1_036_000)).toBe(1_036_000);
  });

  it("starts again when a process with a wrong clock planned it far ahead", () => {
    const hourAhead = { everyMs: 30_000, nextAt: 1_000_000 + 3_600_000 };
    expect(planSchedule(hourAhead, 30_000, 1_000_000)).toBe(1_000_000);
    expect(planSchedule(hourAhead, 60_000, 1_000_000)).toBe(1_060_000);
    expect(planSchedule({ everyMs: 30_000, nextAt: 1_034_000 }, 30_000, 1_000_000)).toBeNull();
  });
});
