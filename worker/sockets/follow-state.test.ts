import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import type { MomentumPatch, StreamState } from "@/lib/contracts/stream";
import { followState } from "./follow-state";

const stateAt = (sequence: number): StreamState => ({
  ...streamStateFixture(snapshotFixture(3, 1)),
  sequence,
});
const patchAt = (sequence: number): MomentumPatch => ({ sequence, asOf: sequence, changed: [], removed: [] });
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function setUp(stored: () => StreamState | null | Promise<never>) {
  const told: string[] = [];
  const readState = vi.fn(async () => stored());
  const follower = followState({
    readState,
    onChange: ({ sequence }) => told.push(`change ${sequence}`),
    onRestart: ({ sequence }) => told.push(`restart ${sequence}`),
    log: pino({ level: "silent" }),
  });
  return { follower, told, readState };
}

describe("following the stream", () => {
  it("applies what follows and ignores what was already applied", async () => {
    const { follower, told } = setUp(() => stateAt(5));
    follower.resync();
    await settle();
    for (const sequence of [6, 7, 7]) follower.take(patchAt(sequence));
    await settle();
    expect(told).toEqual(["restart 5", "change 6", "change 7"]);
    expect(follower.gapsRepaired()).toBe(0);
  });

  it("keeps patches that arrive while the state is being read, and drops those it contains", async () => {
    const { follower, told } = setUp(() => stateAt(5));
    follower.resync();
    for (const sequence of [4, 5, 6, 7]) follower.take(patchAt(sequence));
    await settle();
    expect(told).toEqual(["restart 5", "change 6", "change 7"]);
  });

  it("repairs a gap from the stored state", async () => {
    let stored = 5;
    const { follower, told } = setUp(() => stateAt(stored));
    follower.resync();
    await settle();
    stored = 8;
    follower.take(patchAt(8));
    follower.take(patchAt(9));
    await settle();
    expect(told).toEqual(["restart 5", "restart 8", "change 9"]);
    expect(follower.gapsRepaired()).toBe(1);
  });

  it("starts over when the sequence does, and does not when an old patch echoes", async () => {
    let stored = 50;
    const { follower, told } = setUp(() => stateAt(stored));
    follower.resync();
    await settle();
    follower.take(patchAt(3));
    await settle();
    expect(told).toEqual(["restart 50"]);
    stored = 3;
    follower.take(patchAt(3));
    await settle();
    expect(told).toEqual(["restart 50", "restart 3"]);
  });

  it("tries again until there is a state", async () => {
    let answers = 0;
    const { follower, told } = setUp(() => {
      answers += 1;
      if (answers === 1) return Promise.reject(new Error("away"));
      return answers === 2 ? null : stateAt(2);
    });
    follower.resync();
    await vi.waitFor(() => expect(told).toEqual(["restart 2"]), { timeout: 5_000 });
    follower.stop();
  });

  it("does not hammer a cache whose state cannot be used", async () => {
    const { follower, told, readState } = setUp(() => null);
    follower.resync();
    for (const sequence of [6, 7, 8]) follower.take(patchAt(sequence));
    await settle();
    follower.take(patchAt(9));
    await settle();
    expect(told).toEqual([]);
    expect(readState.mock.calls.length).toBeLessThanOrEqual(2);
    follower.stop();
  });
});
