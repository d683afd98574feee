import { describe, expect, it } from "vitest";
import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import { createProgress } from "./show-progress";

function watch() {
  let now = 0;
  const shown: BacktestProgress[] = [];
  const progress = createProgress(
    (state) => shown.push(state),
    () => now,
  );
  return (at: number, stage: "loading" | "scoring" | "simulating", fraction: number) => {
    now = at;
    progress({ stage, fraction, simulatedAt: null, trades: 0 });
    return shown.at(-1)?.seconds_left;
  };
}

describe("what is left of a run", () => {
  it("is the end of the fetching while it fetches: a slow venue says nothing of our own pace", () => {
    expect(watch()(60_000, "loading", 0.75)).toBe(20);
  });

  it("is measured anew once all is fetched", () => {
    const at = watch();
    at(240_000, "loading", 1);
    expect(at(241_000, "scoring", 0)).toBeNull();
    expect(at(245_000, "simulating", 0)).toBe(10);
  });

  it("is not told before there is a pace", () => {
    expect(watch()(1_000, "loading", 0.5)).toBeNull();
  });
});
