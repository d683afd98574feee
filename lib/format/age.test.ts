import { describe, expect, it } from "vitest";
import { formatAge, formatDuration } from "./age";
import { formatClock, formatDayClock, formatMoment } from "./time";

const now = Date.parse("2026-11-21T14:03:07Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("formatAge", () => {
  it.each([
    [400, "now"],
    [12 * second, "12s"],
    [4 * minute, "4m"],
    [3 * hour + 12 * minute, "3h 12m"],
    [2 * day + 4 * hour, "2d 4h"],
    [15 * day, "2026-11-06"],
    [-5 * second, "now"],
  ])("says %d ms as %s", (ageMs, text) => {
    expect(formatAge(now - ageMs, now)).toBe(text);
  });
});

describe("times", () => {
  it("are in UTC and name their zone", () => {
    expect(formatClock(now)).toBe("14:03:07");
    expect(formatMoment(now)).toBe("2026-11-21 14:03 UTC");
    expect(formatDayClock(Date.parse("2026-11-12T09:00:00Z"))).toBe("12 Nov 09:00");
    expect(formatDuration(2_700_000)).toBe("45m");
    expect(formatDuration(30_000)).toBe("30s");
  });
});
