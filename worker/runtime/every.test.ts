import pino from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { every } from "./every";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a regular duty", () => {
  it("goes on after failures, tallies each and warns once a row", async () => {
    const lines: { level: number }[] = [];
    const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const refused = new AppError("unauthorized", "CoinGecko refused the key", { retryable: false });
    const outcomes = [refused, refused, null, refused];
    const tallied: string[] = [];
    const ticker = every(
      {
        name: "the plan",
        everyMs: 1_000,
        work: async () => {
          const outcome = outcomes.shift();
          if (outcome) throw outcome;
        },
      },
      {
        log,
        tally: (kind, message) => {
          tallied.push(`${kind} ${message}`);
          return Promise.reject(new Error("Redis is away"));
        },
      },
    );
    await vi.advanceTimersByTimeAsync(3_500);
    await ticker.stop();
    expect(tallied).toEqual(Array.from({ length: 3 }, () => "unauthorized the plan: CoinGecko refused the key"));
    expect(lines.map(({ level }) => level)).toEqual([40, 20, 40]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tallied).toHaveLength(3);
  });
});
