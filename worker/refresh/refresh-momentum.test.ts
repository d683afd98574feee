import { describe, expect, it } from "vitest";
import type { JobContext } from "@/worker/runtime/services";
import { refreshMomentum } from "./refresh-momentum";

describe("a refresh that fails", () => {
  it("tells its own reason even when it cannot be counted", async () => {
    const away = () => Promise.reject(new Error("Redis broke"));
    const context = {
      redis: { set: async () => "OK", eval: async () => 1, incr: away },
      coingecko: { fetchTopMarkets: () => Promise.reject(new Error("the upstream broke")) },
      config: { topFast: 1 },
      cadence: () => ({ fast: null, full: { wallMs: 1_000 }, pages: null }),
      now: () => 0,
      wallNow: () => 0,
      signal: new AbortController().signal,
      draining: new AbortController().signal,
    } as unknown as JobContext;
    await expect(refreshMomentum(context, "fast")).rejects.toThrow("the upstream broke");
  });
});
