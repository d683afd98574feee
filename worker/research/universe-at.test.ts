import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { boardsReach, membershipOf } from "./universe-at";

const FROM = Date.UTC(2025, 0, 10);
const range = { from: FROM, to: FROM + 4 * DAY_MS };
const boards = [-1, 0, 1, 2, 3].map((day) => FROM + day * DAY_MS + HOUR_MS / 2);

describe("who was in the universe", () => {
  it("follows the last board before an hour began, never one of later", () => {
    const member = membershipOf(boards, [boards[0] ?? 0, boards[2] ?? 0], range);
    const hours = [...(member ?? [])];
    // From the board at 00:30 of a day on, which the bar of 01:00 is the first to know.
    expect(hours.slice(0, 1)).toEqual([1]);
    expect(hours.slice(1, 25)).toEqual(Array(24).fill(0));
    expect(hours.slice(25, 49)).toEqual(Array(24).fill(1));
    expect(hours.slice(49)).toEqual(Array(47).fill(0));
  });

  it("counts hours of which no board tells as in, and is unknown without any board", () => {
    expect(membershipOf([], [], range)).toBeNull();
    const late = membershipOf([FROM + 3 * DAY_MS], [], range);
    expect([...(late ?? [])]).toEqual([...Array(72).fill(1), ...Array(24).fill(0)]);
    const old = membershipOf([FROM - 3 * DAY_MS], [], range);
    expect(old?.every((one) => one === 1)).toBe(true);
  });

  it("reaches only when every hour has a board of the two days before", () => {
    expect(boardsReach(boards, range)).toBe(true);
    expect(boardsReach(boards.slice(1), range)).toBe(false);
    expect(boardsReach([boards[0] ?? 0, boards[4] ?? 0], range)).toBe(false);
    expect(boardsReach([], range)).toBe(false);
  });
});
