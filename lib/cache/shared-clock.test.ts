import type { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { followSharedClock, type SharedClock } from "./shared-clock";

const TRUE_START = 1_800_000_000_000;
let clock: SharedClock;
afterEach(() => clock.stop());

/** A machine whose wall clock is off by `skewMs`, and a Redis whose clock is right. */
function world(skewMs: number) {
  const state = { passedMs: 0, skewMs, away: false, asked: 0 };
  const truth = () => TRUE_START + state.passedMs;
  const redis = {
    time: async () => {
      state.asked += 1;
      if (state.away) throw new Error("away");
      return [Math.floor(truth() / 1_000), (truth() % 1_000) * 1_000];
    },
  } as unknown as Redis;
  clock = followSharedClock(redis, { wall: () => truth() + state.skewMs, steady: () => state.passedMs });
  return { state, truth };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

it.each([3_600_000, -3_600_000, 30_000])("takes Redis' word where its own clock is %i ms off", async (skewMs) => {
  const { state, truth } = world(skewMs);
  await settle();
  expect(clock.now()).toBe(truth());
  state.passedMs += 1_234;
  expect(clock.now()).toBe(truth());
  expect(clock.aheadMs()).toBe(skewMs);
});

it("is the machine's own clock where that is good enough", async () => {
  const { truth } = world(900);
  await settle();
  expect(clock.now()).toBe(truth() + 900);
  expect(clock.aheadMs()).toBe(0);
});

it("is not moved by a clock that is set while Redis is away", async () => {
  const { state, truth } = world(0);
  await settle();
  state.away = true;
  for (const skewMs of [600_000, -600_000, 0]) {
    state.skewMs = skewMs;
    state.passedMs += 5_000;
    expect(clock.now()).toBe(truth());
    await settle();
  }
});

it("asks at once when the clock was set", async () => {
  const { state, truth } = world(0);
  await settle();
  const { asked } = state;
  clock.now();
  expect(state.asked).toBe(asked);
  state.skewMs = 3_600_000;
  expect(clock.now()).toBe(truth());
  expect(state.asked).toBe(asked + 1);
  await settle();
  expect(clock.aheadMs()).toBe(3_600_000);
  expect(clock.now()).toBe(truth());
});
