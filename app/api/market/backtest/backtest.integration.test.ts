import { createHash, randomUUID } from "node:crypto";
import { deflateSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { callRoute, findRoutes, type Instance, openInstance } from "@/app/api/routes.fixture";
import { writeBoard } from "@/lib/cache/momentum-board";
import { backtestResultFixture } from "@/lib/contracts/backtest-result.fixture";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { backtestCandlesSchema } from "@/lib/contracts/http/backtest-candles";
import { type BacktestResult, backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import {
  backtestAnswerSchema,
  backtestPreviewSchema,
  backtestsAnswerSchema,
  backtestVerifySchema,
} from "@/lib/contracts/http/backtests";
import { problemSchema } from "@/lib/contracts/http/problem";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { createApiKey } from "@/lib/http/api-key";
import type { MarketClock } from "@/lib/market/clock";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { insertApiKey } from "@/lib/store/api-keys";
import { claimBacktest, failBacktest, finishBacktest } from "@/lib/store/backtest-runs";
import { readBacktest } from "@/lib/store/backtests";
import { upsertCandles } from "@/lib/store/candles";
import { upsertCoins } from "@/lib/store/coins";
import { inTransaction, queryRows } from "@/lib/store/query";
import { WAITING_MAX } from "./accept-backtest";

/** A replay: the market's year is not the wall's. */
const MARKET_NOW = Date.UTC(2025, 3, 7, 12, 30);
const clock: MarketClock = {
  source: "replay",
  seed: null,
  speed: 1,
  wallEpoch: Date.now(),
  marketEpoch: MARKET_NOW,
  endsAt: null,
};
const routes = await findRoutes();
let instance: Instance;
let key: string;

/** coin-20 is plain, coin-30 and coin-31 share a symbol, coin-59 is a stable coin. */
function board(): BoardSnapshot {
  const snapshot = snapshotFixture(60, 1);
  const coins = snapshot.board.coins.map((coin, index) => ({
    ...coin,
    excluded: index === 59 ? ("stable" as const) : null,
    asset: { ...coin.asset, symbol: index === 30 || index === 31 ? "DUP" : coin.asset.symbol },
  }));
  return { ...snapshot, board: { ...snapshot.board, coins, clock } };
}

const body = { symbol: "c20", start_date: "2025-03-01", end_date: "2025-03-31" };

interface Call {
  readonly body?: unknown;
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

async function call(method: string, path: string, { query = "", ...options }: Call = {}): Promise<Response> {
  const route = routes.find((one) => one.method === method && one.path === `/api/market/${path}`);
  if (route === undefined) throw new Error(`There is no ${method} ${path}`);
  const headers = { "x-api-key": key, ...options.headers };
  if (query === "") return callRoute(route, { ...options, headers });
  const address = `http://gq.example/api/market/${path.replace("[id]", options.id ?? "")}?${query}`;
  return route.handler(new Request(address, { headers }), { params: Promise.resolve({ id: options.id }) });
}

async function answer<S extends z.ZodType>(response: Response, schema: S, status = 200): Promise<z.infer<S>> {
  const found = await response.json();
  expect([response.status, found]).toEqual([status, expect.anything()]);
  return schema.parse(found);
}

const ask = async (changes: object = {}) =>
  answer(await call("POST", "backtest", { body: { ...body, ...changes } }), backtestAnswerSchema, 202);
const read = async (id: string) => answer(await call("GET", "backtest/[id]", { id }), backtestAnswerSchema);
const problem = async (response: Response, status: number) => answer(response, problemSchema, status);
const database = () => instance.services.database;
const count = async () =>
  (await queryRows<{ n: number }>(database(), sql`select count(*)::int as n from backtests`))[0]?.n;
const queuedJobs = async () =>
  (await instance.services.queues().research.getJobs(["waiting", "delayed", "active"])).map(
    ({ data }) => data.backtestId,
  );

async function finish(id: string, result: BacktestResult = backtestResultFixture()): Promise<Buffer> {
  const bytes = Buffer.from(JSON.stringify(backtestResultSchema.parse(result)));
  const claimed = await claimBacktest(database(), id, 60_000, Date.now());
  if (claimed === null) throw new Error(`${id} cannot be claimed`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const summary = { verdict: result.verdict.kind, metrics: result.metrics };
  await finishBacktest(database(), claimed, { deflated: deflateSync(bytes), sha256, summary }, Date.now());
  return bytes;
}

beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL);
  const made = createApiKey();
  key = made.key;
  const stored = { id: randomUUID(), name: "backtests", prefix: made.prefix, hash: made.hash, expiresAt: null };
  await insertApiKey(database(), { ...stored, scopes: ["backtests"] });
  const snapshot = board();
  await upsertCoins(
    database(),
    ["coin-20", "coin-21"].map((id) => ({ id, symbol: id, name: id })),
  );
  expect(await writeBoard(instance.redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
});
afterEach(async () => {
  await queryRows(database(), sql`truncate backtests, backtest_parts, candle_spans`);
  await instance.services.queues().research.obliterate({ force: true });
  const counts = await instance.redis.keys("ghostquant:rate*");
  if (counts.length > 0) await instance.redis.del(counts);
});
afterAll(() => instance.close());

describe("POST /market/backtest", () => {
  it("takes the contract's body, keeps and queues it, and says where to look", async () => {
    const response = await call("POST", "backtest", {
      body: { strategy: "momentum", ...body, threshold: 70, hold_hours: 24 },
    });
    const made = await answer(response, backtestAnswerSchema, 202);
    expect(made).toMatchObject({ status: "queued", metrics: null, trades: null, duplicate: false, error: null });
    expect(made.title).toBe("C20 · score ≥ 70, 24 h · 2025-03-01 – 2025-03-31");
    expect(response.headers.get("location")).toBe(`/api/market/backtest/${made.job_id}`);
    const stored = await readBacktest(database(), made.job_id);
    expect(stored?.plan).toMatchObject({
      coins: [{ coinId: "coin-20", symbol: "C20" }],
      from: Date.UTC(2025, 2, 1),
      to: Date.UTC(2025, 3, 1),
      rules: { threshold: 70, holdHours: 24, stopLossPct: 10, takeProfitPct: 20, feeBps: 10 },
      portfolio: null,
      basis: { market: { source: "replay", seed: null } },
    });
    expect(await queuedJobs()).toEqual([made.job_id]);
  });

  it("answers an equal request, in whatever words, with the job that is there", async () => {
    const first = await ask();
    const again = await ask({
      symbol: null,
      symbols: ["coin-20", "C20"],
      end_date: "2025-04-01T00:00:00Z",
      fee_bps: 10,
    });
    expect(again).toMatchObject({ job_id: first.job_id, duplicate: true, request: { symbol: "c20" } });
    expect([await count(), await queuedJobs()]).toEqual([1, [first.job_id]]);
    expect((await ask({ threshold: 71 })).duplicate).toBe(false);
  });

  it("runs anew what was cancelled or failed", async () => {
    const first = await ask();
    await call("DELETE", "backtest/[id]", { id: first.job_id });
    const second = await ask();
    expect(second.duplicate).toBe(false);
    const claimed = await claimBacktest(database(), second.job_id, 60_000, Date.now());
    if (claimed !== null) await failBacktest(database(), claimed, "Binance has no candles of C20USDT.", Date.now());
    const rerun = await call("POST", "backtest/[id]/rerun", { id: second.job_id });
    expect((await answer(rerun, backtestAnswerSchema, 202)).job_id).not.toBe(second.job_id);
    expect(await count()).toBe(3);
  });

  it("makes one job of requests that come at the same moment", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(new Set(all.map(({ job_id }) => job_id)).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it("ends today's last day at the last hour that is closed", async () => {
    const { job_id } = await ask({ end_date: "2025-04-07" });
    expect((await readBacktest(database(), job_id))?.plan.to).toBe(Date.UTC(2025, 3, 7, 12));
  });

  it("means the largest coins with a rank where none is named", async () => {
    const made = await ask({ symbol: null, top_n: 5 });
    expect(made.title).toBe("Top 5 of 59 coins · score ≥ 70, 24 h · 2025-03-01 – 2025-03-31");
    const stored = await readBacktest(database(), made.job_id);
    expect(stored?.plan).toMatchObject({ isUniverse: true, portfolio: { topN: 5, maxWeight: 1 } });
    expect(stored?.plan.coins.map(({ coinId }) => coinId)).not.toContain("coin-59");
  });

  const list = (length: number) => Array.from({ length }, (_, index) => index / 10);
  const hours = (length: number) => Array.from({ length }, (_, index) => index + 1);
  it.each<[string, object, string, string]>([
    ["an unknown symbol", { symbol: "C2O" }, "symbol", "no coin has the symbol or id C2O; near it are"],
    ["an ambiguous one", { symbol: "dup" }, "symbol", "2 coins have the symbol dup; name one by id: coin-30, coin-31"],
    ["one of several", { symbol: null, symbols: ["c20", "nope-at-all"] }, "symbols.1", "no coin has"],
    ["no coin at all", { symbol: null }, "symbol", "must name a coin, unless"],
    ["an empty symbol", { symbol: " " }, "symbol", "must be a coin's symbol or id"],
    ["one coin and several", { symbols: ["c21"] }, "symbols", "must be left out where symbol names one"],
    ["one coin and places", { top_n: 5 }, "top_n", "must be left out where symbol names one"],
    ["more places than coins", { symbol: null, symbols: ["c20", "c21"], top_n: 3 }, "top_n", "symbols has 2"],
    ["too many coins", { symbol: null, symbols: Array(501).fill("c20") }, "symbols", "at most 500"],
    ["a reversed range", { end_date: "2025-02-01" }, "end_date", "must not be before start_date (2025-03-01)"],
    ["a future range", { start_date: "2025-05-01", end_date: "2025-06-01" }, "start_date", "not be in the future"],
    ["a future end", { end_date: "2026-01-01" }, "end_date", "the market's time is 2025-04-07T12:00Z"],
    [
      "half a day",
      { end_date: "2025-03-01T11:00:00Z" },
      "end_date",
      "at least 24 closed hours to trade, and these are 11",
    ],
    ["too many years", { start_date: "2018-01-01" }, "start_date", "at most 1,830 days (5 years) before end_date"],
    [
      "before any market",
      { start_date: "1999-01-01", end_date: "1999-02-01" },
      "start_date",
      "not be before 2010-01-01",
    ],
    ["folds without days", { walk_forward: true }, "walk_forward", "needs at least 60 days, and these are 31"],
    ["no such day", { start_date: "2025-02-30" }, "start_date", "must be a day such as"],
    ["a date of words", { start_date: "yesterday" }, "start_date", "must be a day such as"],
    ["a number as text", { threshold: "70" }, "threshold", "must be a number from 0 to 100"],
    ["no number", { hold_hours: null }, "hold_hours", "must be a whole number from 1 to 8,760 hours"],
    ["half an hour", { hold_hours: 0.5 }, "hold_hours", "must be a whole number from 1 to 8,760 hours"],
    ["a stop of nothing", { stop_loss_pct: 0 }, "stop_loss_pct", "above 0, at most 99.99 %, or null"],
    ["a fee of everything", { fee_bps: 10_001 }, "fee_bps", "must be a number from 0 to 1,000 basis points"],
    ["a strategy we do not have", { strategy: "astrology" }, "strategy", "must be momentum"],
    ["an empty sweep", { sweep: { thresholds: [], hold_hours: [1] } }, "sweep.thresholds", "a list of 1 to 100 values"],
    [
      "too many variants",
      { sweep: { thresholds: list(60), hold_hours: hours(50) } },
      "sweep",
      "2,500 variants, and these are 3,000",
    ],
  ])("refuses %s, says where and what is allowed, and keeps nothing", async (_what, changes, path, message) => {
    const refused = await problem(await call("POST", "backtest", { body: { ...body, ...changes } }), 400);
    expect(refused.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect([await count(), await queuedJobs()]).toEqual([0, []]);
  });

  it("names every mistake at once, with the coins that may have been meant", async () => {
    const wrong = { ...body, symbol: "C2O", start_date: "2025-05-01", end_date: "2025-05-02" };
    const refused = await problem(await call("POST", "backtest", { body: wrong }), 400);
    expect(refused.errors?.map(({ path }) => path)).toEqual(["symbol", "start_date", "end_date"]);
    expect(refused.candidates?.length).toBeGreaterThan(0);
  });

  it("refuses more than may wait, with words and a time, but not what is there already", async () => {
    const { job_id } = await ask();
    await queryRows(
      database(),
      sql`insert into backtests (id, status, fingerprint, title, request, plan)
        select 'w' || n, 'queued', n::text, '', request, plan from backtests, generate_series(2, ${WAITING_MAX}) n`,
    );
    const response = await call("POST", "backtest", { body: { ...body, threshold: 80 } });
    expect(response.headers.get("retry-after")).toBe("60");
    expect((await problem(response, 429)).detail).toContain("50 backtests wait already");
    expect((await ask()).job_id).toBe(job_id);
    expect(await count()).toBe(WAITING_MAX);
  });
});

describe("GET and DELETE /market/backtest/{job_id}", () => {
  it("says how many are before one that waits, and 304 while nothing changes", async () => {
    const [first, second] = [await ask(), await ask({ threshold: 60 })];
    expect((await read(first.job_id)).progress).toMatchObject({ stage: "waiting", place: 0 });
    expect((await read(second.job_id)).progress).toMatchObject({ stage: "waiting", place: 1 });
    const tag = (await call("GET", "backtest/[id]", { id: first.job_id })).headers.get("etag") ?? "";
    const again = await call("GET", "backtest/[id]", { id: first.job_id, headers: { "if-none-match": tag } });
    expect([again.status, again.headers.get("etag")]).toEqual([304, tag]);
  });

  it("shows everything a finished one found, to everybody, in the bytes that are kept", async () => {
    const { job_id: id } = await ask();
    const bytes = await finish(id);
    const route = routes.find(({ method, path }) => method === "GET" && path === "/api/market/backtest/[id]");
    if (route === undefined) throw new Error("There is no such route");
    const response = await callRoute(route, { id });
    const text = await response.text();
    expect(text).toContain(bytes.toString().slice(1));
    expect(backtestAnswerSchema.parse(JSON.parse(text))).toMatchObject({
      job_id: id,
      status: "completed",
      metrics: { total_return: 4.5, final_equity: 1.045 },
      manifest: { data: { sha256: "00" } },
    });
    const tag = response.headers.get("etag") ?? "";
    expect((await callRoute(route, { id, headers: { "if-none-match": tag } })).status).toBe(304);
  });

  it.each([
    ["nobody", "nobody"],
    ["a path", ".."],
    ["what Postgres does not take", "a\u0000b"],
    ["a long text", "x".repeat(500)],
  ])("has no backtest called %s", async (_what, id) => {
    const encoded = encodeURIComponent(id);
    const params = { params: Promise.resolve({ id }) };
    for (const route of routes.filter(({ path }) => path.startsWith("/api/market/backtest/[id]"))) {
      if (route.path.endsWith("/candles")) continue;
      const request = new Request(`http://gq.example/${encoded}`, {
        method: route.method,
        headers: { "x-api-key": key },
      });
      expect([route.method, route.path, (await route.handler(request, params)).status]).toEqual([
        route.method,
        route.path,
        404,
      ]);
    }
  });

  it("cancels what waits or runs, as often as it is told, and nothing that is over", async () => {
    const waiting = await ask();
    const running = await ask({ threshold: 60 });
    await claimBacktest(database(), running.job_id, 60_000, Date.now());
    for (const { job_id: id } of [waiting, running, waiting]) {
      const gone = await answer(await call("DELETE", "backtest/[id]", { id }), backtestAnswerSchema);
      expect(gone.status).toBe("cancelled");
      expect(gone.finished_at).not.toBeNull();
    }
    const over = await ask({ threshold: 50 });
    await finish(over.job_id);
    const refused = await problem(await call("DELETE", "backtest/[id]", { id: over.job_id }), 409);
    expect(refused.detail).toContain("completed");
    expect((await read(over.job_id)).status).toBe("completed");
  });
});

describe("GET /market/backtests", () => {
  it("lists the newest first, page by page, by coin and by state", async () => {
    const first = await ask();
    const second = await ask({ symbol: "c21" });
    const third = await ask({ symbol: null, symbols: ["c20", "c21"] });
    const everything = await ask({ symbol: null, top_n: 5 });
    await finish(first.job_id);
    const listed = async (query: string) => {
      const found = await answer(await call("GET", "backtests", { query }), backtestsAnswerSchema);
      return [found.total, found.backtests.map(({ job_id }) => job_id)];
    };
    const all = [everything, third, second, first].map(({ job_id }) => job_id);
    expect(await listed("per_page=200")).toEqual([4, all]);
    expect(await listed("per_page=1&page=2")).toEqual([4, [all[1]]]);
    expect(await listed("coin=C20")).toEqual([2, [third.job_id, first.job_id]]);
    expect(await listed("coin=nothing")).toEqual([0, []]);
    expect(await listed("status=completed")).toEqual([1, [first.job_id]]);
    const { backtests } = await answer(
      await call("GET", "backtests", { query: "status=completed" }),
      backtestsAnswerSchema,
    );
    expect(backtests[0]).toMatchObject({ verdict: "not_enough_data", metrics: { trade_count: 2 } });
  });

  it.each(["status=finished", "per_page=0", "page=x"])("refuses ?%s", async (query) => {
    const refused = await problem(await call("GET", "backtests", { query }), 400);
    expect(refused.errors?.[0]?.path).toBe(query.split("=")[0]);
  });
});

describe("POST /market/backtest/preview", () => {
  const preview = async (changes: object = {}) =>
    answer(await call("POST", "backtest/preview", { body: { ...body, ...changes } }), backtestPreviewSchema);

  it("says what a run would rest on, and keeps nothing", async () => {
    const found = await preview();
    expect(found).toMatchObject({
      coins: [{ coin_id: "coin-20", symbol: "C20" }],
      hours: 744,
      days: 31,
      variants: 1,
      data: { source: "", stored: 0 },
      identical: null,
    });
    expect(found.estimate_seconds).toBeGreaterThan(0);
    expect([await count(), await queuedJobs()]).toEqual([0, []]);
  });

  it("knows how much of the hours is stored, warm-up included", async () => {
    const [from, to] = [Date.UTC(2025, 1, 21), Date.UTC(2025, 2, 10)];
    await inTransaction(database(), (tx) =>
      tx.execute(sql`
        insert into candle_spans (coin, venue, from_at, to_at, found)
        select key, 'binance', ${new Date(from - 30 * DAY_MS)}, ${new Date(to)}, 1 from coins where id = 'coin-20'`),
    );
    const { data } = await preview();
    expect(data.source).toBe("binance");
    expect(data.stored).toBeCloseTo((to - from) / HOUR_MS / (744 + 192), 10);
    expect(data.sentence).toContain("408 of the 936 hours");
  });

  it("says what to know before: costs off, coins never bought, a period that is cut, an identical run", async () => {
    const { job_id } = await ask();
    expect((await preview()).identical?.job_id).toBe(job_id);
    const odd = await preview({
      symbol: "coin-59",
      fee_bps: 0,
      slippage_bps: 0,
      end_date: "2025-04-07",
      hold_hours: 8_760,
    });
    expect(odd.notes).toEqual([
      "Costs are off (fee and slippage): results are not comparable.",
      "It ends at the last closed hour, 2025-04-07T12:00Z.",
      "Holding for 8,760 hours outlasts the period: what is bought is sold at its end.",
      "The board never buys C59: expect no trades.",
      "Whale and pre-trend bonuses have no history: they count 0 here.",
    ]);
    const swept = await preview({ sweep: { thresholds: [60, 70, 70], hold_hours: [12, 24] } });
    expect(swept.variants).toBe(4);
  });

  it("refuses what a backtest would be refused for", async () => {
    const response = await call("POST", "backtest/preview", { body: { ...body, end_date: "2025-02-01" } });
    expect((await problem(response, 400)).errors?.[0]?.path).toBe("end_date");
  });
});

describe("POST /market/backtest/{job_id}/verify", () => {
  const verify = async (id: string, status = 200) =>
    answer(await call("POST", "backtest/[id]/verify", { id }), backtestVerifySchema, status);

  it("runs it again once, and says that the result is the same", async () => {
    const { job_id: id } = await ask();
    expect((await problem(await call("POST", "backtest/[id]/verify", { id }), 409)).detail).toContain("queued");
    await finish(id);
    expect((await call("GET", "backtest/[id]/verify", { id })).status).toBe(404);
    const started = await verify(id, 202);
    expect(started.state).toBe("running");
    expect((await verify(id, 202)).job_id).toBe(started.job_id);
    expect((await ask()).job_id).toBe(id);
    await finish(started.job_id);
    expect(await verify(id)).toEqual({ job_id: started.job_id, state: "identical", differences: [] });
    const listed = await answer(await call("GET", "backtests", { query: "page=1" }), backtestsAnswerSchema);
    expect(listed.total).toBe(1);
  });

  it("says what differs, and why it could not be run", async () => {
    const { job_id: id } = await ask();
    const before = backtestResultFixture();
    await finish(id, before);
    const { job_id: again } = await verify(id, 202);
    const data = { ...before.manifest.data, sha256: "11" };
    const metrics = { ...before.metrics, total_return: 4.25 };
    await finish(again, { ...before, metrics, manifest: { ...before.manifest, data } });
    expect(await answer(await call("GET", "backtest/[id]/verify", { id }), backtestVerifySchema)).toEqual({
      job_id: again,
      state: "differs",
      differences: [
        "The data: some of its prices or volumes were corrected since.",
        "Total return: 4.5 %, now 4.25 %.",
      ],
    });
    await queryRows(database(), sql`update backtests set finished_at = now() - interval '1 hour' where id = ${again}`);
    const third = await verify(id, 202);
    const claimed = await claimBacktest(database(), third.job_id, 60_000, Date.now());
    if (claimed !== null) await failBacktest(database(), claimed, "Binance does not answer.", Date.now());
    expect(await verify(id)).toEqual({
      job_id: third.job_id,
      state: "failed",
      differences: ["Binance does not answer."],
    });
  });
});

describe("GET /market/backtest/{job_id}/export", () => {
  it("gives trades and equity as CSV and the result as it is kept, under safe names", async () => {
    const { job_id: id } = await ask();
    expect((await call("GET", "backtest/[id]/export", { id, query: "format=csv" })).status).toBe(409);
    const bytes = await finish(id);
    const file = async (query: string) => {
      const response = await call("GET", "backtest/[id]/export", { id, query });
      return [response.headers.get("content-type"), response.headers.get("content-disposition"), await response.text()];
    };
    const name = "ghostquant-c20-score-70-24-h-2025-03-01-2025-03-31";
    const [type, disposition, trades] = await file("format=csv");
    expect([type, disposition]).toEqual([
      "text/csv; charset=utf-8; header=present",
      `attachment; filename="${name}-trades.csv"`,
    ]);
    expect(trades?.split("\r\n")).toHaveLength(4);
    expect((await file("format=csv&table=equity"))[2]).toContain("2026-10-01T00:00:00.000Z,1,0,1\r\n");
    expect(await file("format=json")).toEqual([
      "application/json; charset=utf-8",
      `attachment; filename="${name}-result.json"`,
      bytes.toString(),
    ]);
    expect((await call("GET", "backtest/[id]/export", { id, query: "format=xlsx" })).status).toBe(400);
  });
});

describe("GET /market/backtest/{job_id}/candles", () => {
  it("gives the hours around a trade from the venue that the result rests on", async () => {
    const { job_id: id } = await ask();
    const query = "coin_id=coin-20&from=2026-10-02T00:00:00Z&to=2026-10-02T02:00:00Z";
    expect((await call("GET", "backtest/[id]/candles", { id, query })).status).toBe(404);
    await finish(id);
    const at = Date.UTC(2026, 9, 2);
    const candle = { open: 1, high: 3, low: 0.5, close: 2, volume: 10, volumeUsd: 15 };
    const stored = [-1, 0, 1, 2].map((hour) => ({ ...candle, openAt: at + hour * HOUR_MS }));
    await upsertCandles(database(), "coin-20", "binance", stored);
    const found = await answer(await call("GET", "backtest/[id]/candles", { id, query }), backtestCandlesSchema);
    expect(found).toMatchObject({ coin_id: "coin-20", venue: "binance", candles: stored.slice(1, 3) });
    const other = await call("GET", "backtest/[id]/candles", { id, query: query.replace("coin-20", "coin-21") });
    expect((await problem(other, 404)).detail).toContain("rests on no candles of coin-21");
    const bad = await call("GET", "backtest/[id]/candles", { id, query: "coin_id=coin-20&from=then&to=now" });
    expect((await problem(bad, 400)).errors?.map(({ path }) => path)).toEqual(["from", "to"]);
  });
});
