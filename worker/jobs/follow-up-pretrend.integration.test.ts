import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { listErrors } from "@/lib/cache/error-tally";
import { readPretrendDetails, readPretrendServing } from "@/lib/cache/pretrend";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { readScorecard } from "@/lib/cache/scorecard";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { liveClock } from "@/lib/market/clock";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { SCORE_VERSION } from "@/lib/momentum/config";
import { seededUniverse } from "@/lib/momentum/seeded-universe.fixture";
import type { PretrendModel } from "@/lib/pretrend/model";
import { tripleBarrier } from "@/lib/pretrend/triple-barrier";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { insertPredictions } from "@/lib/store/pretrend";
import { queryRows } from "@/lib/store/query";
import { readLatestScorecard } from "@/lib/store/scorecards";
import { judgePretrend } from "@/worker/refresh/evidence/pretrend";
import { keepPredictions } from "@/worker/refresh/keep-predictions";
import { createMemory } from "@/worker/refresh/memory";
import { loadPretrendModel } from "@/worker/refresh/pretrend-model";
import { modelFixture } from "@/worker/refresh/pretrend-model.fixture";
import { tellPretrend } from "@/worker/refresh/tell-pretrend";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import { measureStoredScores } from "@/worker/scorecards/measure-stored-scores";
import { followUpPretrend } from "./follow-up-pretrend";
import { measureScorecard } from "./measure-scorecard";

const log = pino({ level: "silent" });
const NOW = Date.UTC(2026, 10, 21, 12);
const DAYS = 14;
const HOURS = DAYS * 24;
const FROM = NOW - HOURS * HOUR_MS;
const COINS = 40;
const SIGMA = 0.01;
const SIGMA24 = SIGMA * Math.sqrt(24);

const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 13), "client", log);
let store: TestDatabase;
let folder: string;
/** `prices[coin][hour]` from FROM on. */
let prices: number[][];

beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  folder = await mkdtemp(join(tmpdir(), "pretrend-"));
});
beforeEach(async () => {
  await redis.flushdb();
  await queryRows(
    store.database,
    sql`truncate pretrend_predictions, scorecards, momentum_slots, momentum_hourly, coins restart identity`,
  );
  prices = walks();
  await storePrices();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
  await store.remove();
  await rm(folder, { recursive: true });
});

function walks(): number[][] {
  const random = seededRandom(4);
  return Array.from({ length: COINS }, () => {
    let log = 0;
    return Array.from({ length: HOURS + 1 }, () => {
      log += SIGMA * 1.73 * (random() + random() + random() + random() - 2);
      return Math.exp(log);
    });
  });
}

/** The hourly history of the walks, as the retention leaves it; `score` orders the coins by their last day. */
async function storePrices(): Promise<void> {
  const slots = Array.from({ length: HOURS + 1 }, (_, hour) => new Date(FROM + hour * HOUR_MS).toISOString());
  await queryRows(
    store.database,
    sql`
    insert into momentum_slots (slot, written_at, universe_size, score_version, fine, hourly)
    select at::timestamptz, at::timestamptz + interval '1 minute', ${COINS}, ${SCORE_VERSION}::smallint, false, true
    from json_array_elements_text(${JSON.stringify(slots)}::json) as at`,
  );
  const rows = prices.flatMap((series, coin) =>
    series.map((price, hour) => ({ s: slots[hour], c: coin + 1, p: price, o: price / (series[hour - 24] ?? price) })),
  );
  await queryRows(
    store.database,
    sql`
    insert into momentum_hourly (slot, price, coin, rank, score,
      price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus)
    select s, p, c, c, 45 * o, 0, 0, 0, 0, 0, 0
    from json_to_recordset(${JSON.stringify(rows)}::json) as input(s timestamptz, p float8, c int, o float8)`,
  );
}

function createContext(now = NOW): JobContext {
  return {
    redis,
    log,
    memory: createMemory(),
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    clock: () => liveClock,
    now: () => now,
    wallNow: Date.now,
    signal: new AbortController().signal,
    draining: new AbortController().signal,
  } as unknown as JobContext;
}

async function load(context: JobContext, model: PretrendModel): Promise<void> {
  const path = join(folder, "model.json");
  await writeFile(path, JSON.stringify(model));
  await loadPretrendModel(context, path);
}

/** Probabilities every four hours up to now that know the outcome, or its opposite. */
async function predict(context: JobContext, say: (outcome: 0 | 1) => number): Promise<Map<number, (0 | 1)[]>> {
  const truths = new Map<number, (0 | 1)[]>();
  for (let hour = 0; hour <= HOURS; hour += 4) {
    const at = FROM + hour * HOUR_MS;
    const outcomes = prices.map((series) => tripleBarrier(series.slice(hour, hour + 25), SIGMA24).outcome);
    truths.set(at, outcomes);
    const rows = outcomes.map((outcome, coin) => ({
      coin: coin + 1,
      price: prices[coin]![hour]!,
      sigma24: SIGMA24,
      modelProbability: say(outcome),
      servedProbability: say(outcome),
      baseRate: 0.25,
    }));
    await insertPredictions(store.database, at, `live:${context.memory.pretrend.loaded?.hash}`, rows);
  }
  return truths;
}

const rowsOf = (condition = sql`true`) =>
  queryRows<{ at: number; coin: number; outcome: 0 | 1 | null; unknowable: boolean }>(
    store.database,
    sql`
    select (extract(epoch from at) * 1000)::float8 as at, coin, outcome, unknowable
    from pretrend_predictions where ${condition}`,
  );

function judge(context: JobContext, now = NOW) {
  const { inputs } = seededUniverse({ seed: 3, coins: 30 });
  return judgePretrend(context, {
    kind: "full",
    previous: null,
    observed: inputs.observed,
    baselines: inputs.baselines,
    whales: new Map(),
    now,
  });
}

describe("probabilities and what became of them", () => {
  it("are resolved by the stored prices exactly as by the whole path, and only when their day is over", async () => {
    const context = createContext();
    await load(context, modelFixture(0.3));
    const truths = await predict(context, () => 0.3);
    const first = await followUpPretrend({}, context);
    expect(first).toMatchObject({ unknowable: 0, measured: true });
    const rows = await rowsOf();
    expect(rows.filter(({ outcome }) => outcome !== null)).toHaveLength(first.resolved);
    for (const { at, coin, outcome } of rows) {
      if (at + DAY_MS + 30 * MINUTE_MS > NOW) expect(outcome).toBeNull();
      else expect(outcome).toBe(truths.get(at)![coin - 1]);
    }
    const again = await followUpPretrend({}, context);
    expect(again).toMatchObject({ times: 0, resolved: 0 });
  });

  it("are unknowable where a price is missing before a barrier was touched, and known where it was touched before", async () => {
    const context = createContext();
    await load(context, modelFixture(0.3));
    await predict(context, () => 0.3);
    const gap = new Date(FROM + 5 * HOUR_MS).toISOString();
    await queryRows(store.database, sql`update momentum_hourly set price = null where slot = ${gap}::timestamptz`);
    await followUpPretrend({}, context);
    for (const { coin, outcome, unknowable } of await rowsOf(sql`at = ${new Date(FROM).toISOString()}::timestamptz`)) {
      const early = tripleBarrier(prices[coin - 1]!.slice(0, 5), SIGMA24);
      expect(unknowable).toBe(early.step === null);
      expect(outcome).toBe(early.step === null ? null : early.outcome);
    }
    expect((await readScorecard(redis, "pretrend"))?.unknowable).toBeGreaterThan(0);
  });

  it("are resolved by prices that were stored under another formula of the score, whose scores are measured by nobody", async () => {
    const context = createContext();
    await load(context, modelFixture(0.3));
    await predict(context, () => 0.3);
    await queryRows(store.database, sql`update momentum_slots set score_version = ${SCORE_VERSION + 1}`);
    const { resolved, unknowable } = await followUpPretrend({}, context);
    expect(resolved).toBeGreaterThan(0);
    expect(unknowable).toBe(0);
    expect(await measureScorecard({}, context)).toEqual({ historyDays: 0, measures: 0 });
  });
});

describe("a model on trial", () => {
  it("goes on speaking while it is good", async () => {
    const context = createContext();
    await load(context, modelFixture(0.4));
    await predict(context, (outcome) => (outcome === 1 ? 0.45 : 0.15));
    await followUpPretrend({}, context);
    const record = await readScorecard(redis, "pretrend");
    expect(record?.skill?.low).toBeGreaterThan(0);
    expect(record?.resolved).toBeGreaterThan(500);
    expect(await readLatestScorecard(store.database, "pretrend", NOW)).toEqual(record);
    const probabilities = await judge(context);
    expect(Array.from(probabilities.values())[0]).toBeCloseTo(0.4, 9);
  });

  it("is switched off when it did worse than the base rate, and stays off through a wiped Redis and a restart", async () => {
    const context = createContext();
    await load(context, modelFixture(0.4));
    expect(Array.from((await judge(context)).values())[0]).toBeCloseTo(0.4, 9);
    await predict(context, (outcome) => (outcome === 1 ? 0.1 : 0.6));
    await followUpPretrend({}, context);
    expect(Array.from((await judge(context)).values())[0]).toBe(0.25);
    await tellPretrend(context);
    const reason = "Switched off on 2026-11-21: over the last 30 days it did worse than the base rate.";
    expect(await readPretrendServing(redis)).toMatchObject({ model: "base_rate", reason, baseRate: 0.25 });

    await redis.flushdb();
    const restarted = createContext(NOW + HOUR_MS);
    await load(restarted, modelFixture(0.4));
    expect(Array.from((await judge(restarted, NOW + HOUR_MS)).values())[0]).toBe(0.25);
  });

  it("speaks again under a new file, and the old record is kept", async () => {
    const context = createContext();
    await load(context, modelFixture(0.4));
    await predict(context, (outcome) => (outcome === 1 ? 0.1 : 0.6));
    await followUpPretrend({}, context);
    await load(context, modelFixture(0.35));
    expect(Array.from((await judge(context)).values())[0]).toBeCloseTo(0.35, 9);
    const later = createContext(NOW + HOUR_MS);
    await load(later, modelFixture(0.35));
    await followUpPretrend({}, later);
    expect((await readScorecard(redis, "pretrend"))?.standing.allowed).toBe(true);
    expect((await readLatestScorecard(store.database, "pretrend", NOW))?.standing.allowed).toBe(false);
  });

  it("is refused when it was trained on other features: said in the log and the tally, and the base rate serves", async () => {
    const context = createContext();
    const complaint = vi.spyOn(context.log, "error");
    await load(context, modelFixture(0.4, { featureHash: "0000000000000000" }));
    expect(complaint).toHaveBeenCalledOnce();
    const [tally] = await listErrors(redis);
    expect(tally).toMatchObject({ kind: "pretrend_model", count: 1 });
    expect(tally?.lastMessage).toContain("0000000000000000");
    const probabilities = await judge(context);
    expect(probabilities.size).toBe(30);
    expect(new Set(probabilities.values())).toEqual(new Set([0.24]));
    await tellPretrend(context);
    const serving = await readPretrendServing(redis);
    expect(serving).toMatchObject({ model: "base_rate", featureHash: null });
    expect(serving?.reason).toContain("other features");
    expect((await readPretrendDetails(redis, "coin-0"))?.probability).toBe(0.24);
    expect(await followUpPretrend({}, context)).toMatchObject({ measured: false });
    complaint.mockRestore();
  });
});

describe("a refresh", () => {
  it("keeps the answer of the last full one for fast ones up to fifteen minutes", async () => {
    const context = createContext();
    await load(context, modelFixture(0.4));
    const full = await judge(context);
    const { inputs } = seededUniverse({ seed: 9, coins: 10 });
    const fast = (now: number) =>
      judgePretrend(context, {
        kind: "fast",
        previous: null,
        observed: inputs.observed,
        baselines: new Map(),
        whales: new Map(),
        now,
      });
    expect(await fast(NOW + 15 * MINUTE_MS)).toBe(full);
    expect((await fast(NOW + 16 * MINUTE_MS)).size).toBe(10);
  });

  it("keeps the newer answer of another worker's full refresh instead of its own older one", async () => {
    const context = createContext();
    await load(context, modelFixture(0.4));
    const own = await judge(context);
    const { board } = snapshotFixture(30, 1);
    board.coins.forEach((coin, index) => {
      coin.readings.pretrend.probability = index === 3 ? null : 0.31;
    });
    const follow = (refreshedAt: number, now = NOW + 6 * MINUTE_MS) =>
      judgePretrend(context, {
        kind: "fast",
        previous: { ...board, full: { ...board.full!, refreshedAt } },
        observed: [],
        baselines: new Map(),
        whales: new Map(),
        now,
      });
    const theirs = await follow(NOW + 5 * MINUTE_MS);
    expect(theirs.size).toBe(29);
    expect(new Set(theirs.values())).toEqual(new Set([0.31]));
    expect(await follow(NOW)).toBe(own);
    expect(await follow(NOW - MINUTE_MS)).toBe(own);
    expect((await follow(NOW - MINUTE_MS, NOW + 16 * MINUTE_MS)).size).toBe(0);
  });

  it("keeps what it said once every four hours, with the price that stood beside it, whichever worker was first", async () => {
    const snapshot = snapshotFixture(30, 1);
    snapshot.board.writtenAt = NOW;
    const board = { snapshot, state: streamStateFixture(snapshot) };
    const ids = snapshot.board.coins.map(({ asset }) => asset.id);
    for (const context of [createContext(), createContext()]) {
      await load(context, modelFixture(0.4));
      context.memory.coinKeys = new Map(ids.map((id, index) => [id, index + 1]));
      const { inputs } = seededUniverse({ seed: 3, coins: 30 });
      const observed = inputs.observed.map((one, index) => ({ ...one, asset: { ...one.asset, id: ids[index]! } }));
      await judgePretrend(context, {
        kind: "full",
        previous: null,
        observed,
        baselines: new Map(),
        whales: new Map(),
        now: NOW,
      });
      await keepPredictions(context, board);
    }
    const kept = await queryRows<{ price: number; model: number; served: number; hash: string }>(
      store.database,
      sql`
      select price, model_probability as model, served_probability as served, model_hash as hash
      from pretrend_predictions order by coin`,
    );
    expect(kept).toHaveLength(30);
    expect(kept[4]!.price).toBe(snapshot.board.coins[4]!.asset.priceUsd);
    expect(kept[4]!.model).toBeCloseTo(0.4, 6);
    expect(kept[4]!.hash).toMatch(/^live:[0-9a-f]{16}$/);
  });
});

describe("the scorecard of the stored history", () => {
  it("says how much history is missing, then measures it without asking about unfinished windows", async () => {
    const early = createContext(FROM + 6 * DAY_MS);
    await measureScorecard({}, early);
    const short = await readScorecard(redis, "score");
    expect(short).toMatchObject({ neededDays: 8, report: null });
    expect(short?.historyDays).toBeCloseTo(6, 1);

    await measureScorecard({}, createContext());
    const { report } = (await readScorecard(redis, "score"))!;
    const day = report!.measures.find(({ horizon, population }) => horizon === "24h" && population === "all")!;
    expect(day.samples).toBeGreaterThan(1_000);
    expect(day.unknowable).toBe(0);
    expect(day.rankCorrelation!.low!).toBeLessThan(day.rankCorrelation!.value);
    expect(Math.abs(day.rankCorrelation!.value)).toBeLessThan(0.1);
    expect(report!.to).toBeLessThanOrEqual(NOW);
    expect(await readLatestScorecard(store.database, "score", NOW)).not.toBeNull();
  });

  it("lets the rest of the process work between two moments, and stops at once when it is told to", async () => {
    let sinceTurn = 0;
    let most = 0;
    let measuring = true;
    const turn = () => {
      sinceTurn = 0;
      if (measuring) setImmediate(turn);
    };
    setImmediate(turn);
    const isLarge = () => {
      most = Math.max(most, ++sinceTurn);
      return false;
    };
    const never = new AbortController().signal;
    const { report } = await measureStoredScores(store.database, NOW, isLarge, never);
    measuring = false;
    expect(report).not.toBeNull();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(COINS);

    const stop = new AbortController();
    const abortAtOnce = () => {
      stop.abort();
      return false;
    };
    const stopping = measureStoredScores(store.database, NOW, abortAtOnce, stop.signal);
    await expect(stopping).rejects.toThrow("aborted");
  });
});
