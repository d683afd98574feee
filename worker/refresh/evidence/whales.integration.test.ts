import type { Redis } from "ioredis";
import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { writeWhaleBoard } from "@/lib/cache/whale-board";
import { createRedis } from "@/lib/connections";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { liveClock } from "@/lib/market/clock";
import type { WhaleReport } from "@/lib/whales/whale-report";
import { idleWatch } from "@/worker/feeds/watch-state";
import { loadWhales } from "./whales";

const NOW = Date.UTC(2026, 10, 21, 12);
const log = pino({ level: "silent" });
const report: WhaleReport = {
  coinId: "coin",
  pair: "COINUSDT",
  confidence: 0.8,
  silence: null,
  netFlow: 0.5,
  flowPattern: "accumulation",
  orders: 20,
  whaleUsd: 6e6,
  buyUsd: 5e6,
  sellUsd: 1e6,
  totalUsd: 2e7,
  share: 0.3,
  baselineShare: 0.1,
  baselineDays: 7,
  activity: 0.9,
  abnormality: 0.9,
  watchedHours: 24,
  latestOrderAt: NOW,
};
const unread: WhaleReport = { ...report, coinId: "unread", confidence: null, silence: "back_fill" };
let own: OwnRedis;
let redis: Redis;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  redis = createRedis(own.url, "worker", log);
});
afterAll(async () => {
  redis.disconnect();
  await own.remove();
});

async function load(state: WhaleWatch["state"], ageMs = 0) {
  await writeWhaleBoard(redis, { writtenAt: NOW - ageMs, watch: idleWatch(state, ""), coins: [report, unread] }, []);
  return [...(await loadWhales({ redis, log, clock: () => liveClock }, NOW)).keys()];
}

it("scores with what a watch that lives has fully read", async () => {
  for (const state of ["live", "degraded", "starting"] as const) expect(await load(state)).toEqual(["coin"]);
});

it("keeps a watch that is down, switched off or dead out of the score, however sure it was", async () => {
  expect(await load("down")).toEqual([]);
  expect(await load("unavailable")).toEqual([]);
  expect(await load("live", 4 * 60_000)).toEqual([]);
});
