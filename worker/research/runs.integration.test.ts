import { setTimeout as sleep } from "node:timers/promises";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ENGINE_VERSION } from "@/lib/backtest/engine-version";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import { backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import { AppError } from "@/lib/errors";
import { liveClock } from "@/lib/market/clock";
import { SCORE_VERSION } from "@/lib/momentum/config";
import { closeQueues } from "@/lib/queue/connect-queues";
import { claimBacktest, readParts, writePart } from "@/lib/store/backtest-runs";
import { cancelBacktest, readBacktest, readBacktestResult } from "@/lib/store/backtests";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { SILENT_MS } from "./attempt";
import { joinRun } from "./join-run";
import { createResearchDesk, type ResearchDesk } from "./research-desk";
import {
  coinsOf,
  connectResearch,
  insertPlan,
  loadWalks,
  planFixture,
  type ResearchChanges,
  researchContext,
  silent,
  sweepFixture,
} from "./research-world.fixture";
import { runClaimed } from "./run-claimed";
import { decodePart, encodePart, runPart } from "./run-part";
import { sweepRows } from "./sweep-rows";
import { countUnits, joinParts, partsOf, unitsOf, unitsOfPart } from "./work-units";

const REDIS = 21;
let store: TestDatabase;
let connected: ReturnType<typeof connectResearch>;
const desks: ResearchDesk[] = [];
const never = new AbortController().signal;

beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  connected = connectResearch(store.database, testRedisUrl(process.env.TEST_REDIS_URL, REDIS));
});
beforeEach(async () => {
  await store.database.pool.query("truncate backtests, backtest_parts");
  await connected.redis.flushdb();
});
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await closeQueues(connected.queues);
  connected.redis.disconnect();
  await store.remove();
});

function worker(changes: ResearchChanges = {}) {
  const desk = changes.desk ?? createResearchDesk(silent);
  desks.push(desk);
  return researchContext(connected, { ...changes, desk });
}

const rowOf = async (id: string) => {
  const row = await readBacktest(store.database, id);
  if (row === null) throw new Error("it was inserted");
  return row;
};

async function runToEnd(plan: BacktestPlan): Promise<string> {
  const { id } = await insertPlan(store.database, plan);
  await runClaimed(worker(), id);
  return id;
}

async function prepare(plan: BacktestPlan): Promise<ResearchDesk> {
  const { desk } = worker().research;
  const task = { kind: "prepare", plan, loaded: loadWalks(wishOf(plan)), codeVersion: "test" } as const;
  await desk.prepare("a plan", task, { signal: never, onProgress: () => undefined });
  return desk;
}

async function bytesOf(id: string): Promise<string> {
  const row = await rowOf(id);
  expect(row).toMatchObject({ status: "completed", error: null });
  const result = await readBacktestResult(store.database, id);
  return inflateSync(result?.deflated ?? Buffer.of()).toString();
}

describe("a backtest", () => {
  it("is run once, however often it is delivered, and says what it rests on", async () => {
    const { id } = await insertPlan(store.database, planFixture());
    const context = worker();
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => runClaimed(context, id)));
    expect(outcomes.filter((outcome) => (outcome as { outcome: string }).outcome === "completed")).toHaveLength(1);
    const result = backtestResultSchema.parse(JSON.parse(await bytesOf(id)));
    expect(result.metrics.trade_count).toBeGreaterThan(3);
    expect(result.manifest).toMatchObject({ code_version: "test", data: { source: "simulated (seed 42): recorded" } });
    expect((await rowOf(id)).summary?.metrics).toEqual(result.metrics);
  });

  it("is never run on another market than the one it was asked for on", async () => {
    const { id } = await insertPlan(store.database, planFixture());
    await runClaimed(worker({ clock: liveClock }), id);
    const row = await rowOf(id);
    expect(row).toMatchObject({ status: "failed", resultSha256: null });
    expect(row.error).toMatch(/asked for on the simulated market \(seed 42\).*now runs on the live market/u);
  });

  it("names the versions that ran it, not those it was asked for with", async () => {
    const { basis } = planFixture();
    const plan = planFixture({
      basis: { ...basis, engineVersion: ENGINE_VERSION - 1, scoreVersion: SCORE_VERSION - 1 },
    });
    const result = backtestResultSchema.parse(JSON.parse(await bytesOf(await runToEnd(plan))));
    expect(result.manifest).toMatchObject({ engine_version: ENGINE_VERSION, score_version: SCORE_VERSION });
  });

  it("gives the same bytes when it is run again", async () => {
    const plan = planFixture({ coins: coinsOf(4), portfolio: { topN: 2, maxWeight: 1 }, walkForward: true });
    const first = await runToEnd(plan);
    await store.database.pool.query("update backtests set status = 'failed' where id = $1", [first]);
    const again = await runToEnd(plan);
    await store.database.pool.query("update backtests set status = 'completed' where id = $1", [first]);
    expect(await bytesOf(again)).toBe(await bytesOf(first));
    expect((await rowOf(again)).resultSha256).toBe((await rowOf(first)).resultSha256);
  });

  it("gives the same bytes in one piece and in parts of two threads", async () => {
    const plan = sweepFixture({ days: 80, walkForward: true }, 12);
    const [whole, first, second] = [await prepare(plan), await prepare(plan), await prepare(plan)];
    const options = { signal: never, onProgress: () => undefined };
    const alone = await whole.run<"result">({ kind: "result", cells: null }, options);
    const units = countUnits(unitsOf(plan));
    expect(units).toBeGreaterThan(40);
    const cellsOf = (desk: ResearchDesk, part: number) =>
      desk.run<"cells">({ kind: "cells", units: unitsOfPart(units, 3, part) }, options);
    const [one, two] = await Promise.all([cellsOf(first, 0), cellsOf(second, 1)]);
    const parts = [one, two, await cellsOf(first, 2)];
    const joined = await second.run<"result">({ kind: "result", cells: joinParts(units, parts) }, options);
    expect(joined.sha256).toBe(alone.sha256);
  });

  it("that is cancelled ends its thread within moments, and the worker goes on with the next", async () => {
    const plan = sweepFixture({}, LONG);
    expect(partsOf(plan)).toBe(1);
    const { id } = await insertPlan(store.database, plan);
    const context = worker();
    const running = runClaimed(context, id);
    await until(async () => atWork.has((await rowOf(id)).progress?.stage ?? "waiting"));
    expect(await cancelBacktest(store.database, id, Date.now())).toBe(true);
    expect(await running).toMatchObject({ outcome: "not ours any more" });
    expect(await rowOf(id)).toMatchObject({ status: "cancelled", error: null });
    expect(await readBacktestResult(store.database, id)).toBeNull();
    const next = await insertPlan(store.database, planFixture());
    expect(await runClaimed(context, next.id)).toMatchObject({ outcome: "completed" });
  });

  it("that is cancelled while it waits or between its parts does nothing more", async () => {
    const context = worker();
    const waits = await insertPlan(store.database, planFixture());
    await cancelBacktest(store.database, waits.id, Date.now());
    expect(await runClaimed(context, waits.id)).toMatchObject({ outcome: "nothing to claim" });
    const { id } = await insertPlan(store.database, sweepFixture());
    await runClaimed(context, id);
    await runPart(context, id, 0);
    await cancelBacktest(store.database, id, Date.now());
    expect(await runPart(context, id, 1)).toMatchObject({ outcome: "not wanted any more" });
    expect(await joinRun(context, id)).toMatchObject({ outcome: "not wanted any more" });
    expect(await readParts(store.database, id)).toEqual([]);
  });
});

describe("a backtest that cannot be run says so", () => {
  it.each([
    [
      "no venue has prices",
      async () => ({ ...loadWalks({ ...wishOf(planFixture()), coins: [] }), without: [noData] }),
      /No venue has prices between 2026-01-01 00:00 UTC and .* SOL: Binance does not list it/u,
    ],
    [
      "the range ends before the first score",
      async () => {
        const loaded = loadWalks(wishOf(planFixture()));
        for (const { bars } of loaded.histories) bars.traded.fill(0, 0, bars.traded.length - 100);
        const sources = loaded.sources.map((source) => ({ ...source, from: source.to - 100 * 3_600_000 }));
        return { ...loaded, sources };
      },
      /The first score comes 192 hours after the first price, at .* and the range ends at .*: it is too short/u,
    ],
    [
      "most of its hours are missing",
      async () => {
        const loaded = loadWalks(wishOf(planFixture()));
        for (const { bars } of loaded.histories) for (let i = 0; i < bars.traded.length; i += 2) bars.traded[i] = 0;
        return { ...loaded, sources: loaded.sources.map((source) => ({ ...source, missingHours: 816 })) };
      },
      /816 hours between are missing\. Too many hours of the range/u,
    ],
    [
      "a venue refuses for good",
      () => Promise.reject(new AppError("plan_restricted", "CoinGecko's plan ends here", { retryable: false })),
      /^CoinGecko's plan ends here\.$/u,
    ],
    [
      "a mistake is ours",
      () => Promise.reject(new Error("secret")),
      /^Something went wrong on our side while bringing candles/u,
    ],
  ])("when %s", async (_, load, sentence) => {
    const { id } = await insertPlan(store.database, planFixture());
    expect(await runClaimed(worker({ load }), id)).toMatchObject({ outcome: "failed" });
    const row = await rowOf(id);
    expect(row.status).toBe("failed");
    expect(row.error).toMatch(sentence);
    expect(row.error).not.toContain("secret");
  });

  it("when it needs more memory than a run may take", async () => {
    const { id } = await insertPlan(store.database, sweepFixture({}, 40));
    await runClaimed(worker({ desk: createResearchDesk(silent, 12) }), id);
    expect(await rowOf(id)).toMatchObject({ status: "failed", error: expect.stringMatching(/more than the 12 MB/u) });
  });

  it("when its time is up", async () => {
    const timeout = new AbortController();
    const load = () =>
      sleep(60_000, undefined, { signal: timeout.signal }).then(() => loadWalks(wishOf(planFixture())));
    const { id } = await insertPlan(store.database, planFixture());
    const running = runClaimed(worker({ load, signal: timeout.signal }), id);
    timeout.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    await running;
    expect(await rowOf(id)).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/stopped after 30 minutes while bringing candles/u),
    });
  });

  it("when a server was away three times, and not before", async () => {
    const load = () =>
      Promise.reject(new AppError("upstream_unavailable", "Binance does not answer", { retryable: true }));
    const { id } = await insertPlan(store.database, planFixture());
    const context = worker({ load });
    await expect(runClaimed(context, id)).rejects.toThrow("Binance");
    expect(await rowOf(id)).toMatchObject({ status: "queued", error: null });
    await expect(runClaimed(context, id)).rejects.toThrow("Binance");
    await runClaimed(context, id);
    expect(await rowOf(id)).toMatchObject({
      status: "failed",
      error: "Binance does not answer. It was tried 3 times.",
    });
  });

  it("and waits for another worker, without a try lost, when its own is asked to stop", async () => {
    const draining = new AbortController();
    const { id } = await insertPlan(store.database, sweepFixture({}, LONG));
    const running = runClaimed(worker({ draining: draining.signal }), id);
    await until(async () => atWork.has((await rowOf(id)).progress?.stage ?? "waiting"));
    draining.abort(new Error("the worker is stopping"));
    await expect(running).rejects.toThrow("stopping");
    expect(await rowOf(id)).toMatchObject({ status: "queued", attempts: 0 });
  });
});

describe("the sweep", () => {
  const later = () => Date.now() + SILENT_MS + 60_000;

  it("queues what was never queued, again after Redis was wiped, and each once", async () => {
    const ids: string[] = [];
    for (let seed = 0; seed < 50; seed += 1) ids.push((await insertPlan(store.database, planFixture({ seed }))).id);
    const context = worker({ wallNow: later });
    for (const _ of ["at first", "again"]) await sweepRows(context);
    expect(await connected.queues.research.getWaitingCount()).toBe(50);
    await connected.redis.flushdb();
    await sweepRows(context);
    expect(await connected.queues.research.getWaitingCount()).toBe(50);
    const [oldest] = await connected.queues.research.getWaiting(0, 0);
    expect(oldest?.data).toEqual({ backtestId: ids[0] });
  });

  it("gives a backtest whose workers die three tries, then says so", async () => {
    const { id } = await insertPlan(store.database, planFixture());
    const context = worker({ wallNow: later });
    for (const _ of [1, 2, 3]) {
      expect(await claimBacktest(store.database, id, SILENT_MS, Date.now())).not.toBeNull();
      await sweepRows(context);
    }
    expect(await rowOf(id)).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/^The worker that ran it died 3 times while starting/u),
    });
  });

  it("leaves parts alone that wait for their turn, and hands them out anew when Redis forgot them", async () => {
    const { id } = await insertPlan(store.database, sweepFixture());
    await runClaimed(worker(), id);
    const context = worker({ wallNow: later });
    await sweepRows(context);
    expect(await rowOf(id)).toMatchObject({ status: "running", attempts: 1 });
    await connected.redis.flushdb();
    await sweepRows(context);
    expect(await rowOf(id)).toMatchObject({ status: "queued", attempts: 0 });
    await runClaimed(worker(), id);
    const counts = await connected.queues.research.getJobCounts("waiting-children", "waiting");
    // The run itself was queued by the sweep and is claimed already.
    expect(counts).toEqual({ "waiting-children": 1, waiting: partsOf(sweepFixture()) + 1 });
  });
});

describe("parts", () => {
  it("are never put together when some are missing: those run again, three times at most", async () => {
    const plan = sweepFixture();
    const { id } = await insertPlan(store.database, plan);
    const context = worker();
    await runClaimed(context, id);
    await runPart(context, id, 1);
    expect(await joinRun(context, id)).toMatchObject({ outcome: "begins again" });
    expect(await rowOf(id)).toMatchObject({ status: "queued", attempts: 1 });
    expect(await runClaimed(context, id)).toMatchObject({ outcome: "split", parts: partsOf(plan) - 1 });
    await joinRun(context, id);
    await runClaimed(context, id);
    expect(await joinRun(context, id)).toMatchObject({ outcome: "given up" });
    expect(await rowOf(id)).toMatchObject({ status: "failed", error: expect.stringMatching(/died 3 times/u) });
  });

  it("are never put together when they rest on different data", async () => {
    const plan = sweepFixture();
    const { id } = await insertPlan(store.database, plan);
    const context = worker();
    await runClaimed(context, id);
    for (let part = 0; part < partsOf(plan) - 1; part += 1) await runPart(context, id, part);
    const [first] = await readParts(store.database, id);
    const other = { ...decodePart(first?.rows ?? Buffer.of()), dataSha256: "of other prices" };
    await writePart(store.database, id, partsOf(plan) - 1, encodePart(other));
    expect(await joinRun(context, id)).toMatchObject({ outcome: "begins again" });
    expect(await readParts(store.database, id)).toEqual([]);
  });

  it("that fail for good end the whole backtest with their sentence", async () => {
    const { id } = await insertPlan(store.database, sweepFixture());
    await runClaimed(worker(), id);
    const load = () => Promise.reject(new AppError("plan_restricted", "No prices any more", { retryable: false }));
    await runPart(worker({ load }), id, 0);
    expect(await rowOf(id)).toMatchObject({ status: "failed", error: "No prices any more." });
  });
});

const noData = { coinId: "sol", symbol: "SOL", reason: "Binance does not list it." };
const WARM_UP_MS = 192 * 3_600_000;
/** Variants of a sweep that is one part and yet takes a moment on any machine. */
const LONG = 300;
/** Stages of a run that is in its thread. */
const atWork: ReadonlySet<string> = new Set(["scoring", "simulating", "measuring"]);

function wishOf({ coins, from, to }: BacktestPlan) {
  return { coins, isUniverse: false, from: from - WARM_UP_MS, to, signal: never };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
