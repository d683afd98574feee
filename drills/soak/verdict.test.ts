import { describe, expect, it } from "vitest";
import { grows, judgeMemory, judgeRefreshes, type Sample } from "./verdict";

const memory = { "market server": 0, worker: 0, stream: 0, web: 0, postgres: 0, redis: 0 };
const sampleAt = (at: number, worker: number): Sample => ({
  at,
  marketAt: at,
  memory: { ...memory, worker },
  heap: {},
  redisBytes: 0,
  waiting: 0,
});
const run = (worker: (at: number) => number) =>
  judgeMemory(
    "worker",
    Array.from({ length: 401 }, (_, at) => sampleAt(at, worker(at))),
    (one) => one.memory.worker,
  );

describe("judgeMemory", () => {
  it("sees a leak of six per cent behind a sawtooth of forty", () => {
    const sawtooth = (at: number) => 100 + (at % 20) * 2;
    expect(run(sawtooth)).toMatchObject({ flat: true });
    const leaking = run((at) => sawtooth(at) * (1 + (0.12 * at) / 400));
    expect(leaking?.flat).toBe(false);
    expect(leaking !== null && grows(leaking)).toBe(true);
  });

  it("does not count the start, in which caches fill", () => {
    expect(run((at) => (at < 100 ? at : 100))).toMatchObject({ flat: true, change: 0 });
  });

  it("tells memory that was given back from a leak", () => {
    const shrinking = run((at) => 200 - at / 4);
    expect(shrinking?.flat).toBe(false);
    expect(shrinking !== null && grows(shrinking)).toBe(false);
  });

  it("says nothing of a process that says nothing of itself", () => {
    expect(judgeMemory("heap", [sampleAt(0, 1), sampleAt(400, 1)], (one) => one.heap.worker)).toBeNull();
    expect(judgeMemory("worker", [], (one) => one.memory.worker)).toBeNull();
  });
});

describe("judgeRefreshes", () => {
  const from = { count: 10, errors: 0, refreshedAt: 0, everySeconds: 300 };
  const to = { count: 22, errors: 0, refreshedAt: 12 * 300_000, everySeconds: 300 };

  it("counts what was due by the market's clock", () => {
    expect(judgeRefreshes("full", from, to)).toMatchObject({ due: 12, done: 12, kept: true });
  });

  it("forgives one at the edge and no second one", () => {
    expect(judgeRefreshes("full", from, { ...to, count: 21 }).kept).toBe(true);
    expect(judgeRefreshes("full", from, { ...to, count: 20 }).kept).toBe(false);
  });

  it("does not take a failed one for a kept one", () => {
    expect(judgeRefreshes("full", from, { ...to, errors: 1 }).kept).toBe(false);
  });
});
