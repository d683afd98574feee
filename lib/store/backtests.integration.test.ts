import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BacktestPlan, backtestPlanSchema } from "@/lib/contracts/backtest-plan";
import { type BacktestBody, backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import {
  beatBacktest,
  claimBacktest,
  failBacktest,
  finishBacktest,
  listSilent,
  listWaiting,
  readParts,
  releaseBacktest,
  writePart,
} from "./backtest-runs";
import { cancelBacktest, insertBacktest, listBacktests, readBacktest, readBacktestResult } from "./backtests";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { retainBacktests } from "./retain-backtests";
import { BACKTESTS_KEPT } from "./retention";

const NOW = Date.UTC(2026, 10, 21, 12);
const SILENT = 20_000;
const request: BacktestBody = backtestBodySchema.parse({
  symbol: "SOL",
  start_date: "2026-01-01",
  end_date: "2026-04-30",
});
let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
beforeEach(async () => {
  await store.database.pool.query("truncate backtests, backtest_parts");
});
afterAll(() => store.remove());

function planOf(changes: Partial<BacktestPlan> = {}): BacktestPlan {
  return backtestPlanSchema.parse({
    strategy: "momentum",
    coins: [{ coinId: "solana", symbol: "SOL" }],
    isUniverse: false,
    from: Date.UTC(2026, 0, 1),
    to: Date.UTC(2026, 4, 1),
    rules: {
      threshold: 70,
      holdHours: 24,
      stopLossPct: 10,
      takeProfitPct: 20,
      feeBps: 10,
      slippage: { model: "fixed", bps: 5 },
      allowReentry: false,
      side: "long",
    },
    portfolio: null,
    walkForward: false,
    sweep: null,
    seed: 1,
    basis: {
      engineVersion: 1,
      scoreVersion: 1,
      config: momentumConfigSchema.parse({}),
      market: { source: "simulated", seed: 42 },
    },
    ...changes,
  });
}

async function insert(changes: Partial<BacktestPlan> = {}, verifies: string | null = null, at = NOW) {
  const plan = planOf(changes);
  return insertBacktest(store.database, { id: randomUUID(), title: "SOL", request, plan, verifies }, at);
}

async function claim(id: string, at = NOW) {
  const claimed = await claimBacktest(store.database, id, SILENT, at);
  if (claimed === null) throw new Error("it was to be claimed");
  return claimed;
}

describe("backtests in Postgres", () => {
  it("are one for equal requests, also when they come at the same moment", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => insert()));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await insert({ seed: 2 })).duplicate).toBe(false);
  });

  it("are asked for anew after one that failed or was cancelled, and verified beside one that stands", async () => {
    const { id } = await insert();
    expect(await cancelBacktest(store.database, id, NOW)).toBe(true);
    const second = await insert();
    expect(second.duplicate).toBe(false);
    await failBacktest(store.database, await claim(second.id), "no data", NOW);
    const third = await insert();
    expect(third.duplicate).toBe(false);
    const verification = await insert({}, third.id);
    expect(verification.duplicate).toBe(false);
    expect(await insert({}, third.id)).toEqual({ id: verification.id, duplicate: true });
    expect((await insert()).id).toBe(third.id);
  });

  it("are claimed once, and again only when their worker has fallen silent", async () => {
    const { id } = await insert();
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimBacktest(store.database, id, SILENT, NOW)));
    expect(claims.filter((one) => one !== null)).toHaveLength(1);
    expect(await claimBacktest(store.database, id, SILENT, NOW + SILENT)).toBeNull();
    const second = await claim(id, NOW + SILENT + 1);
    expect(second.attempt).toBe(2);
  });

  it("take no word of a worker that lost them", async () => {
    const { id } = await insert();
    const old = await claim(id);
    const now = await claim(id, NOW + HOUR_MS);
    const finished = { deflated: Buffer.from("old"), sha256: "old", summary: null as never };
    expect(await beatBacktest(store.database, old, null, NOW + HOUR_MS)).toBe(false);
    expect(await failBacktest(store.database, old, "?", NOW)).toBe(false);
    expect(await finishBacktest(store.database, old, finished, NOW)).toBe(false);
    expect(await beatBacktest(store.database, now, null, NOW + HOUR_MS)).toBe(true);
    expect(await cancelBacktest(store.database, id, NOW + HOUR_MS)).toBe(true);
    expect(await finishBacktest(store.database, now, finished, NOW)).toBe(false);
    expect((await readBacktest(store.database, id))?.status).toBe("cancelled");
    expect(await readBacktestResult(store.database, id)).toBeNull();
  });

  it("say their place while they wait, newest first, without verifications", async () => {
    const ids: string[] = [];
    for (let seed = 0; seed < 4; seed += 1) ids.push((await insert({ seed }, null, NOW + seed)).id);
    await insert({ seed: 9 }, ids[0] ?? "", NOW + 9);
    await claim(ids[0] ?? "");
    const { total, backtests } = await listBacktests(store.database, { limit: 10, offset: 0 });
    expect(total).toBe(4);
    expect(backtests.map(({ id, progress }) => [ids.indexOf(id), progress?.place ?? null])).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
      [0, null],
    ]);
    expect(await listWaiting(store.database, NOW + 1, 10)).toHaveLength(1);
  });

  it("are listed by any of several coins, because one symbol is often that of many", async () => {
    const { id } = await insert();
    const listed = async (coinIds: readonly string[]) =>
      (await listBacktests(store.database, { limit: 10, offset: 0, coinIds })).backtests.map((row) => row.id);
    expect(await listed(["wrapped-solana", "solana"])).toEqual([id]);
    expect(await listed(["wrapped-solana"])).toEqual([]);
    expect(await listed([])).toEqual([]);
  });

  it("are found when nothing was heard of them, and put back with or without counting the attempt", async () => {
    const { id } = await insert();
    const first = await claim(id);
    expect(await listSilent(store.database, NOW, 10)).toEqual([]);
    expect(await listSilent(store.database, NOW + 1, 10)).toMatchObject([{ id, attempt: 1 }]);
    await releaseBacktest(store.database, first, false);
    const again = await claim(id);
    expect(again.attempt).toBe(1);
    await releaseBacktest(store.database, again, true);
    expect((await claim(id)).attempt).toBe(2);
  });

  it("keep a part once, in order, and only while they run", async () => {
    const { id } = await insert();
    await writePart(store.database, id, 0, Buffer.from("too early"));
    await claim(id);
    await writePart(store.database, id, 1, Buffer.from("one"));
    await writePart(store.database, id, 0, Buffer.from("zero"));
    await writePart(store.database, id, 1, Buffer.from("once more"));
    const parts = await readParts(store.database, id);
    expect(parts.map(({ part, rows }) => [part, rows.toString()])).toEqual([
      [0, "zero"],
      [1, "one"],
    ]);
    await cancelBacktest(store.database, id, NOW);
    expect(await readParts(store.database, id)).toEqual([]);
  });

  it("are kept for a year, the newest for longer, verifications for a month, and what is not over for good", async () => {
    const day = (ago: number) => NOW - ago * DAY_MS;
    const finished = async (ago: number, verifies: string | null = null) => {
      const { id } = await insert({ seed: ago + (verifies === null ? 0 : 1_000) }, verifies, day(ago));
      const { attempt } = await claim(id, day(ago));
      expect(await failBacktest(store.database, { id, attempt }, "It failed.", day(ago))).toBe(true);
      return id;
    };
    const isThere = async (id: string) => (await readBacktest(store.database, id)) !== null;
    const [old, young] = [await finished(366), await finished(1)];
    const [compared, fresh] = [await finished(31, young), await finished(29, young)];
    const { id: waiting } = await insert({ seed: 7 }, null, day(400));
    // While there are few, none is too old.
    expect(await retainBacktests(store.database, NOW)).toBe(1);
    expect(await Promise.all([old, young, compared, fresh, waiting].map(isThere))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
    await store.database.pool.query(
      `insert into backtests (id, status, fingerprint, title, request, plan, created_at)
       select 'copy-' || i, 'completed', i, title, request, plan, $2 from backtests, generate_series(1, $3) i where id = $1`,
      [young, new Date(day(2)), BACKTESTS_KEPT.newest],
    );
    await store.database.pool.query(
      "insert into backtest_parts (part, backtest_id, rows) values (0, $1, 'x'), (0, $2, 'x')",
      [young, waiting],
    );
    expect(await retainBacktests(store.database, NOW)).toBe(2);
    expect(await Promise.all([old, young, waiting, "copy-1"].map(isThere))).toEqual([false, true, true, true]);
    expect(await readParts(store.database, waiting)).toHaveLength(1);
    expect(await retainBacktests(store.database, NOW)).toBe(0);
  });
});
