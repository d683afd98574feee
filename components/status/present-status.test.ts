import { describe, expect, it } from "vitest";
import type { StatusReport } from "@/lib/contracts/status";
import { liveClock } from "@/lib/market/clock";
import { presentStatus } from "./present-status";

const now = 1_000_000_000;
const report: StatusReport = {
  summary: "All working.",
  timestamp: "2026-11-21T14:03:07.000Z",
  clock: liveClock,
  market_time: "2026-11-21T14:03:07.000Z",
  board: null,
  fast: { kind: "fast", refreshedAt: now - 12_000, durationMs: 90, received: 100, dropped: {}, everySeconds: 30 },
  full: {
    kind: "full",
    refreshedAt: now - 6_000_000,
    durationMs: 1_200,
    received: 2_500,
    dropped: { no_price: 3 },
    everySeconds: 2_700,
  },
  processes: [
    {
      role: "web",
      id: "a",
      pid: 1,
      startedAt: now - 60_000,
      seenAt: now - 1_000,
      memoryBytes: 2e8,
      eventLoopDelayMs: 1,
      readings: {},
    },
    {
      role: "worker",
      id: "b",
      pid: 2,
      startedAt: now - 60_000,
      seenAt: now - 40_000,
      memoryBytes: 2e8,
      eventLoopDelayMs: 1,
      readings: {},
    },
  ],
  queues: [],
  troubles: [],
  alerts: null,
  clusters: { age_seconds: null, every_seconds: 3_600, fewest_coins: 16 },
  backtests: {
    queued: 2,
    running: 1,
    completed: 40,
    failed: 3,
    oldest_queued_at: new Date(now - 120_000).toISOString(),
  },
  counters: { full_refresh_count: 42 },
  whales: null,
  whales_as_of: null,
  pairs: null,
  quota: {
    plan: "demo",
    perMinuteLimit: 30,
    perMinuteSpent: 2,
    monthlyLimit: 10_000,
    monthlySpent: 6_212,
    monthlyProjected: 9_050,
    pages: 10,
    fastWishedSeconds: 30,
    fullWishedSeconds: 300,
    fastEverySeconds: 30,
    fullEverySeconds: 2_700,
    note: "Every 45m instead of 5m: the CoinGecko plan allows 10,000 calls a month.",
    circuit: "closed",
    waitUntil: null,
  },
  errors: [],
  stores: { redis: { ok: true, pingMs: 0.3, usedBytes: 84e6 }, postgres: { ok: false, pingMs: null, sizeBytes: null } },
};

describe("presentStatus", () => {
  const view = presentStatus(report, now);

  it("calls a refresh stale after two of its own intervals and lifts it to the top", () => {
    expect(view.market.map((line) => [line.name, line.state])).toEqual([
      ["Full refresh", "stale"],
      ["Fast refresh", "working"],
    ]);
  });

  it("says the real cadence against the wished one, and what was dropped by reason", () => {
    expect(view.market[0]?.cells).toContain("every 45m (not 5m)");
    expect(view.market[0]?.cells).toContain("3 no price");
  });

  it("says quota spent, allowed and projected", () => {
    expect(view.quota?.lines).toContain("6,212 of 10,000 this month");
    expect(view.quota?.lines).toContain("at this pace about 9,050 by the month's end");
    expect(view.quota?.usedPercent).toBeCloseTo(62.12);
  });

  it("puts a silent process and an unreachable store first, as danger", () => {
    expect(view.processes[0]).toMatchObject({ name: "worker 2", tone: "danger", state: "silent for 40s" });
    expect(view.stores[0]).toMatchObject({ name: "Postgres", tone: "danger", state: "not reached" });
  });

  it("says how long a backtest waits, and that nobody runs it when that is too long", () => {
    expect(view.queues[0]).toMatchObject({
      name: "backtests",
      state: "working",
      cells: ["2 waiting, for up to 2m", "1 running", "40 completed in a day", "3 failed in a day"],
    });
    const later = presentStatus(report, now + 40 * 60_000).queues[0];
    expect(later).toMatchObject({ state: "behind", tone: "stale" });
  });
});
