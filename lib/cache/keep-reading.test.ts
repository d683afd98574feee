import { describe, expect, it, vi } from "vitest";
import { keepReading } from "./keep-reading";

function setUp() {
  const state = { now: 0, value: "first", fault: null as Error | null, held: null as Promise<void> | null };
  const load = vi.fn(async () => {
    await state.held;
    if (state.fault !== null) throw state.fault;
    return state.value;
  });
  return { state, load, read: keepReading(load, 250, () => state.now) };
}

describe("a kept reading", () => {
  it("is read once for everybody, and anew only when it is old enough", async () => {
    const { state, load, read } = setUp();
    expect(await Promise.all([read(), read(), read()])).toEqual(["first", "first", "first"]);
    state.value = "second";
    state.now = 249;
    expect(await read()).toBe("first");
    expect(load).toHaveBeenCalledTimes(1);
    state.now = 250;
    expect(await read()).toBe("second");
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("gives the fault only while there never was a reading, and outlives an outage with the last one", async () => {
    const { state, read } = setUp();
    state.fault = new Error("away");
    await expect(read()).rejects.toThrow("away");
    state.fault = null;
    state.now = 250;
    expect(await read()).toBe("first");
    state.fault = new Error("away again");
    state.now = 500;
    expect(await read()).toBe("first");
  });

  it("is renewed although somebody sets the clock back", async () => {
    vi.useFakeTimers();
    try {
      const load = vi.fn(async () => "read");
      const read = keepReading(load, 250);
      await read();
      vi.setSystemTime(Date.now() - 3_600_000);
      vi.advanceTimersByTime(250);
      await read();
      expect(load).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("lets nobody wait for a store that hangs when there is a last reading", async () => {
    const { state, read } = setUp();
    await read();
    let answer: () => void = () => undefined;
    state.held = new Promise((resolve) => {
      answer = resolve;
    });
    state.now = 250;
    const asked = read();
    state.now = 1_250;
    expect(await read()).toBe("first");
    answer();
    expect(await asked).toBe("first");
  });
});
