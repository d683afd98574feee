import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { followRankChanges } from "./follow-rank-changes";

const at = (sequence: number): RankChanges => rankChangesFixture("1h", sequence);
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function setUp(stored: () => RankChanges | null | Promise<never>) {
  const told: string[] = [];
  const read = vi.fn(async (window: string) => (window === "1h" ? stored() : null));
  const follower = followRankChanges({
    read,
    onChanges: ({ sequence }, follows) => told.push(`${follows ? "follows" : "starts"} ${sequence}`),
    log: pino({ level: "silent" }),
  });
  return { follower, told };
}

describe("following rank changes", () => {
  it("carries on with what follows and ignores echoes", async () => {
    const { follower, told } = setUp(() => at(5));
    follower.resync();
    await settle();
    for (const sequence of [6, 7, 7]) follower.take(at(sequence));
    follower.resync();
    await settle();
    // What is stored is older than what was published only here; then it is the truth.
    expect(told).toEqual(["starts 5", "follows 6", "follows 7", "starts 5"]);
  });

  it("starts over from what is stored at a gap and at an older sequence, and not when a slow worker's word comes late", async () => {
    let stored = 5;
    const { follower, told } = setUp(() => at(stored));
    follower.resync();
    await settle();
    stored = 8;
    follower.take(at(8));
    await settle();
    follower.take(at(6));
    await settle();
    stored = 1;
    follower.take(at(1));
    await settle();
    expect(told).toEqual(["starts 5", "starts 8", "starts 1"]);
  });

  it("tries again until the stored changes can be read", async () => {
    vi.useFakeTimers();
    let away = true;
    const { follower, told } = setUp(() => (away ? Promise.reject(new Error("away")) : at(3)));
    follower.resync();
    await vi.advanceTimersByTimeAsync(700);
    expect(told).toEqual([]);
    away = false;
    await vi.advanceTimersByTimeAsync(700);
    expect(told).toEqual(["starts 3"]);
    follower.stop();
    vi.useRealTimers();
  });
});
