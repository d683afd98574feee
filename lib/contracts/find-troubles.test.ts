import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { liveClock } from "@/lib/market/clock";
import { findTroubles, type Signs } from "./find-troubles";
import { laneSchema } from "./jobs";
import { type TroubleId, troubleIdSchema } from "./trouble";

const NOW = Date.UTC(2026, 10, 21, 12);
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const beat = (role: "web" | "worker" | "stream") => ({
  role,
  id: role,
  pid: 1,
  startedAt: NOW - 3 * 3_600_000,
  seenAt: NOW,
  memoryBytes: 1,
  eventLoopDelayMs: 0,
  readings: {},
});

/** An instance on which all is well. */
const well: Signs = {
  timestamp: ago(0),
  clock: liveClock,
  market_time: ago(0),
  board: {
    sequence: 7,
    as_of: ago(0),
    stale: false,
    coins: 2_500,
    ranked: 2_400,
    coverage: 0.97,
    missing: { price_momentum: 0, volume_spike: 9, rsi_signal: 0, ma_cross: 0, pretrend_bonus: 2_400, whale_bonus: 9 },
  },
  fast: null,
  full: null,
  processes: [beat("web"), beat("worker"), beat("stream")],
  queues: laneSchema.options.map((lane) => ({
    lane,
    waiting: 0,
    active: 0,
    delayed: 0,
    failed: 0,
    completed: 0,
    workers: 1,
  })),
  backtests: { queued: 0, running: 0, completed: 0, failed: 0, oldest_queued_at: null },
  alerts: {
    rules: 3,
    waiting: 0,
    oldest_due_at: null,
    failed_lately: 0,
    last_failure: null,
    sealed: [],
    disabled: [],
    unconfigured: [],
  },
  clusters: { age_seconds: 600, every_seconds: 3_600, fewest_coins: 16 },
  counters: {},
  quota: null,
  whales: null,
  whales_as_of: null,
  pairs: null,
  errors: [],
  stores: { redis: { ok: true, pingMs: 1, usedBytes: 1 }, postgres: { ok: true, pingMs: 1, sizeBytes: 1 } },
  switches: { sockets: true, clustering: true, automaticClustering: true, whales: true },
};
const { board, alerts } = well;
if (board === null || alerts === null) throw new Error("the example has both");

const withoutWorkerFor = (lost: string) => ({
  queues: well.queues.map((queue) => (queue.lane === lost ? { ...queue, workers: 0 } : queue)),
});
const failure = (kind: string, lastMessage: string) => [{ kind, count: 1, lastAt: NOW, lastMessage }];
const quota = {
  plan: "demo" as const,
  perMinuteLimit: 30,
  perMinuteSpent: 0,
  monthlyLimit: 10_000,
  monthlySpent: 9_000,
  monthlyProjected: null,
  pages: 10,
  fastWishedSeconds: 30,
  fullWishedSeconds: 300,
  fastEverySeconds: 30,
  fullEverySeconds: 300,
  note: "",
  circuit: "closed" as const,
  waitUntil: null,
};

const symptoms: [string, Partial<Signs>, TroubleId, RegExp][] = [
  [
    "Redis away",
    { stores: { ...well.stores, redis: { ok: false, pingMs: null, usedBytes: null } } },
    "redis-away",
    /REDIS_URL/u,
  ],
  [
    "Postgres away",
    { stores: { ...well.stores, postgres: { ok: false, pingMs: null, sizeBytes: null } } },
    "postgres-away",
    /DATABASE_URL/u,
  ],
  ["a process is silent", { processes: [beat("web"), beat("stream")] }, "silent-processes", /log/u],
  ["no coins: no worker", { board: null, ...withoutWorkerFor("market-data") }, "no-coins", /lane market-data/u],
  [
    "a clock is ahead",
    { processes: [{ ...beat("worker"), readings: { clockAheadMs: 600_000 } }, beat("web"), beat("stream")] },
    "wrong-clock",
    /NTP/u,
  ],
  [
    "a clock is behind",
    { processes: [beat("worker"), { ...beat("web"), readings: { clockAheadMs: -30_000 } }, beat("stream")] },
    "wrong-clock",
    /NTP/u,
  ],
  [
    "no coins: key refused",
    { board: null, errors: failure("unauthorized", "momentum.refresh-full: CoinGecko does not accept the key") },
    "no-coins",
    /does not accept the key/u,
  ],
  [
    "no coins: month spent",
    { board: null, quota: { ...quota, monthlySpent: 10_000 } },
    "no-coins",
    /month's calls are spent/u,
  ],
  ["no coins: provider down", { board: null, quota: { ...quota, circuit: "open" } }, "no-coins", /recovers by itself/u],
  [
    "no coins: told to wait",
    { board: null, quota: { ...quota, waitUntil: NOW + 60_000 } },
    "no-coins",
    /asked us to wait/u,
  ],
  ["no coins: first sweep", { board: null }, "no-coins", /first sweep/u],
  ["no coins: none can be ranked", { board: { ...board, ranked: 0 } }, "no-coins", /dropped/u],
  [
    "stale",
    { board: { ...board, stale: true }, errors: failure("upstream_unavailable", "x: HTTP 500") },
    "stale-market",
    /HTTP 500/u,
  ],
  [
    "all scores neutral",
    { board: { ...board, coverage: 0.3, missing: { ...board.missing, rsi_signal: 2_000, ma_cross: 2_000 } } },
    "scores-neutral",
    /hourly closes/u,
  ],
  ["sockets: no stream", { processes: [beat("web"), beat("worker")] }, "sockets-not-connecting", /worker\/stream\.ts/u],
  ["alerts: nobody judges", withoutWorkerFor("compute"), "alerts-not-sending", /lane/u],
  [
    "alerts: nobody sends",
    { ...withoutWorkerFor("delivery"), alerts: { ...alerts, waiting: 4 } },
    "alerts-not-sending",
    /lane/u,
  ],
  ["alerts: late", { alerts: { ...alerts, waiting: 1, oldest_due_at: ago(9) } }, "alerts-not-sending", /attempts/u],
  ["alerts: other key", { alerts: { ...alerts, sealed: ["Phone (telegram)"] } }, "alerts-not-sending", /SECRETS_KEY/u],
  [
    "alerts: no mail server",
    { alerts: { ...alerts, unconfigured: [{ label: "Me", missing: "Set SMTP_HOST" }] } },
    "alerts-not-sending",
    /SMTP_HOST/u,
  ],
  [
    "alerts: channel off",
    { alerts: { ...alerts, disabled: [{ label: "Hook", reason: "gone" }] } },
    "alerts-not-sending",
    /switch it on/u,
  ],
  [
    "alerts: failing",
    { alerts: { ...alerts, failed_lately: 2, last_failure: "403" } },
    "alerts-not-sending",
    /send a test/u,
  ],
  ["clustering: too few coins", { board: { ...board, ranked: 9 } }, "clustering-not-working", /first full sweep/u],
  ["clustering: nobody computes", withoutWorkerFor("compute"), "clustering-not-working", /lane/u],
  [
    "clustering: never",
    { clusters: { ...well.clusters, age_seconds: null } },
    "clustering-not-working",
    /npm run clusters/u,
  ],
  [
    "clustering: old",
    { clusters: { ...well.clusters, age_seconds: 20_000 } },
    "clustering-not-working",
    /npm run clusters/u,
  ],
  [
    "backtests: nobody runs them",
    {
      ...withoutWorkerFor("research"),
      backtests: { queued: 2, running: 0, completed: 0, failed: 0, oldest_queued_at: ago(1) },
    },
    "backtests-stuck",
    /lane/u,
  ],
  [
    "backtests: behind",
    { backtests: { queued: 2, running: 1, completed: 0, failed: 0, oldest_queued_at: ago(40) } },
    "backtests-stuck",
    /--lanes=research/u,
  ],
  [
    "whales: venue away",
    { whales: whaleWatch("down", "Binance does not answer.") },
    "whales-missing",
    /BINANCE_API_BASE/u,
  ],
  [
    "a lane is behind",
    { queues: well.queues.map((queue) => (queue.lane === "delivery" ? { ...queue, waiting: 500 } : queue)) },
    "jobs-waiting",
    /--lanes=delivery/u,
  ],
];

function whaleWatch(state: "down" | "live", reason: string): Signs["whales"] {
  const counts = { pairs: 0, ambiguousPairs: 0, unmappedPairs: 0, trades: 0, tradesPerSecond: 0, duplicates: 0 };
  const gaps = { gapsFound: 0, gapsFilled: 0, gapsOpen: 0, malformed: 0, reconnects: 0, backfilled: 0 };
  return { state, reason, ...counts, ...gaps, lastTradeAt: null };
}

describe("findTroubles", () => {
  it("finds nothing where nothing is wrong", () => expect(findTroubles(well, NOW)).toEqual([]));

  it.each(symptoms)("says what is wrong and how to mend it: %s", (_name, changes, id, mend) => {
    const found = findTroubles({ ...well, ...changes }, NOW).filter((trouble) => trouble.id === id);
    expect(found).toHaveLength(1);
    expect(found[0]?.mend).toMatch(mend);
  });

  it("does not blame the market on processes that nobody can hear while Redis is away", () => {
    const redis = { ok: false, pingMs: null, usedBytes: null };
    const signs = { ...well, stores: { ...well.stores, redis }, processes: [], queues: [], board: null, alerts: null };
    expect(findTroubles(signs, NOW).map(({ id }) => id)).toEqual(["redis-away"]);
  });

  it("does not miss what is switched off, nor a first grouping that is not due yet", () => {
    const switches = { sockets: false, clustering: false, automaticClustering: false, whales: false };
    const silent = { processes: [beat("web"), beat("worker")], clusters: { ...well.clusters, age_seconds: null } };
    expect(findTroubles({ ...well, ...silent, switches }, NOW)).toEqual([]);
    const young = well.processes.map((one) => ({ ...one, startedAt: NOW - 60_000 }));
    expect(findTroubles({ ...well, clusters: silent.clusters, processes: young }, NOW)).toEqual([]);
  });

  it("says nothing of workers where Redis does not list its clients", () => {
    const queues = well.queues.map((queue) => ({ ...queue, workers: null }));
    expect(findTroubles({ ...well, queues }, NOW)).toEqual([]);
  });

  it("has a symptom in this test and a heading in RUNBOOK.md for every trouble, and no heading of none", () => {
    const runbook = readFileSync("RUNBOOK.md", "utf8");
    const headings = [...runbook.matchAll(/^### .*`([a-z-]+)`$/gmu)].map(([, id]) => id);
    expect(headings.toSorted()).toEqual(troubleIdSchema.options.toSorted());
    expect([...new Set(symptoms.map(([, , id]) => id))].toSorted()).toEqual(troubleIdSchema.options.toSorted());
  });
});
