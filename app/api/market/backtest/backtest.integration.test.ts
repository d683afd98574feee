import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { callRoute } from "@/app/api/routes.fixture";
import { backtestAnswerSchema, backtestsAnswerSchema } from "@/lib/contracts/http/backtests";
import { readBacktest } from "@/lib/store/backtests";
import { queryRows } from "@/lib/store/query";
import { WAITING_MAX } from "./accept-backtest";
import {
  answer,
  type BacktestDesk,
  backtestRoutes,
  bodyFixture,
  openBacktestDesk,
  problem,
} from "./backtest-desk.fixture";

let desk: BacktestDesk;
beforeAll(async () => {
  desk = await openBacktestDesk(process.env.TEST_DATABASE_URL);
});
afterEach(() => desk.clear());
afterAll(() => desk.close());

describe("POST /market/backtest", () => {
  it("takes the contract's body, keeps and queues it, and says where to look", async () => {
    const response = await desk.call("POST", "backtest", {
      body: { strategy: "momentum", ...bodyFixture, threshold: 70, hold_hours: 24 },
    });
    const made = await answer(response, backtestAnswerSchema, 202);
    expect(made).toMatchObject({ status: "queued", metrics: null, trades: null, duplicate: false, error: null });
    expect(made.title).toBe("C20 · score ≥ 70, 24 h · 2025-03-01 – 2025-03-31");
    expect(response.headers.get("location")).toBe(`/api/market/backtest/${made.job_id}`);
    const stored = await readBacktest(desk.database, made.job_id);
    expect(stored?.plan).toMatchObject({
      coins: [{ coinId: "coin-20", symbol: "C20" }],
      from: Date.UTC(2025, 2, 1),
      to: Date.UTC(2025, 3, 1),
      rules: { threshold: 70, holdHours: 24, stopLossPct: 10, takeProfitPct: 20, feeBps: 10 },
      portfolio: null,
      basis: { market: { source: "replay", seed: null } },
    });
    expect(await desk.queued()).toEqual([made.job_id]);
  });

  it("answers an equal request, in whatever words, with the job that is there", async () => {
    const first = await desk.ask();
    const again = await desk.ask({
      symbol: null,
      symbols: ["coin-20", "C20"],
      end_date: "2025-04-01T00:00:00Z",
      fee_bps: 10,
    });
    expect(again).toMatchObject({ job_id: first.job_id, duplicate: true, request: { symbol: "c20" } });
    expect([await desk.count(), await desk.queued()]).toEqual([1, [first.job_id]]);
    expect((await desk.ask({ threshold: 71 })).duplicate).toBe(false);
  });

  it("runs anew what was cancelled or failed", async () => {
    const first = await desk.ask();
    await desk.call("DELETE", "backtest/[id]", { id: first.job_id });
    const second = await desk.ask();
    expect(second.duplicate).toBe(false);
    await desk.fail(second.job_id, "Binance has no candles of C20USDT.");
    const rerun = await desk.call("POST", "backtest/[id]/rerun", { id: second.job_id });
    expect((await answer(rerun, backtestAnswerSchema, 202)).job_id).not.toBe(second.job_id);
    expect(await desk.count()).toBe(3);
  });

  it("makes one job of requests that come at the same moment", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => desk.ask()));
    expect(new Set(all.map(({ job_id }) => job_id)).size).toBe(1);
    expect(await desk.count()).toBe(1);
  });

  it("ends today's last day at the last hour that is closed", async () => {
    const { job_id } = await desk.ask({ end_date: "2025-04-07" });
    expect((await readBacktest(desk.database, job_id))?.plan.to).toBe(Date.UTC(2025, 3, 7, 12));
  });

  it("means the largest coins with a rank where none is named", async () => {
    const made = await desk.ask({ symbol: null, top_n: 5 });
    expect(made.title).toBe("Top 5 of 59 coins · score ≥ 70, 24 h · 2025-03-01 – 2025-03-31");
    const stored = await readBacktest(desk.database, made.job_id);
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
    ["folds without days", { walk_forward: true }, "walk_forward", "needs at least 51 days, and these are 31"],
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
    const refused = await problem(await desk.call("POST", "backtest", { body: { ...bodyFixture, ...changes } }), 400);
    expect(refused.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect([await desk.count(), await desk.queued()]).toEqual([0, []]);
  });

  it("names every mistake at once, with the coins that may have been meant", async () => {
    const wrong = { ...bodyFixture, symbol: "C2O", start_date: "2025-05-01", end_date: "2025-05-02" };
    const refused = await problem(await desk.call("POST", "backtest", { body: wrong }), 400);
    expect(refused.errors?.map(({ path }) => path)).toEqual(["symbol", "start_date", "end_date"]);
    expect(refused.candidates?.length).toBeGreaterThan(0);
  });

  it("trades by the operator's choice where the request does not say it, and takes nothing where he takes none", async () => {
    const { env } = desk.instance.services;
    const usual = { ...env };
    try {
      Object.assign(env, { BACKTEST_DEFAULT_THRESHOLD: 65, BACKTEST_HOLD_HOURS: 12 });
      expect((await desk.ask()).request).toMatchObject({ threshold: 65, hold_hours: 12 });
      expect((await desk.ask({ threshold: 80 })).request).toMatchObject({ threshold: 80, hold_hours: 12 });
      Object.assign(env, { ENABLE_BACKTEST_HOOK: false });
      const refused = await problem(
        await desk.call("POST", "backtest", { body: { ...bodyFixture, threshold: 90 } }),
        404,
      );
      expect(refused.detail).toBe("Backtests are switched off on this server.");
      expect((await desk.call("GET", "backtests", { query: "page=1" })).status).toBe(200);
    } finally {
      Object.assign(env, usual);
    }
  });

  it("keeps a request that could not be queued: the sweep queues it", async () => {
    const queues = vi.spyOn(desk.instance.services, "queues").mockImplementation(() => {
      throw new Error("Redis is away");
    });
    const { job_id } = await desk.ask();
    queues.mockRestore();
    expect((await desk.read(job_id)).status).toBe("queued");
  });

  it("refuses more than may wait, with words and a time, but not what is there already", async () => {
    const { job_id } = await desk.ask();
    await queryRows(
      desk.database,
      sql`insert into backtests (id, status, fingerprint, title, request, plan)
        select 'w' || n, 'queued', n::text, '', request, plan from backtests, generate_series(2, ${WAITING_MAX}) n`,
    );
    const response = await desk.call("POST", "backtest", { body: { ...bodyFixture, threshold: 80 } });
    expect(response.headers.get("retry-after")).toBe("60");
    expect((await problem(response, 429)).detail).toContain("50 backtests wait already");
    expect((await desk.ask()).job_id).toBe(job_id);
    expect(await desk.count()).toBe(WAITING_MAX);
  });
});

describe("GET and DELETE /market/backtest/{job_id}", () => {
  it("says how many are before one that waits, and 304 while nothing changes", async () => {
    const [first, second] = [await desk.ask(), await desk.ask({ threshold: 60 })];
    expect((await desk.read(first.job_id)).progress).toMatchObject({ stage: "waiting", place: 0 });
    expect((await desk.read(second.job_id)).progress).toMatchObject({ stage: "waiting", place: 1 });
    const tag = (await desk.call("GET", "backtest/[id]", { id: first.job_id })).headers.get("etag") ?? "";
    const again = await desk.call("GET", "backtest/[id]", { id: first.job_id, headers: { "if-none-match": tag } });
    expect([again.status, again.headers.get("etag")]).toEqual([304, tag]);
  });

  it("shows everything a finished one found, to everybody, in the bytes that are kept", async () => {
    const { job_id: id } = await desk.ask();
    const bytes = await desk.finish(id);
    const route = backtestRoutes.find(({ method, path }) => method === "GET" && path === "/api/market/backtest/[id]");
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
    for (const route of backtestRoutes.filter(({ path }) => path.includes("[id]"))) {
      if (route.path.endsWith("/candles")) continue;
      const request = new Request(`http://gq.example/${encoded}`, {
        method: route.method,
        headers: { "x-api-key": desk.key },
      });
      expect([route.method, route.path, (await route.handler(request, params)).status]).toEqual([
        route.method,
        route.path,
        404,
      ]);
    }
  });

  it("cancels what waits or runs, as often as it is told, and nothing that is over", async () => {
    const waiting = await desk.ask();
    const running = await desk.ask({ threshold: 60 });
    await desk.claim(running.job_id);
    for (const { job_id: id } of [waiting, running, waiting]) {
      const gone = await answer(await desk.call("DELETE", "backtest/[id]", { id }), backtestAnswerSchema);
      expect(gone.status).toBe("cancelled");
      expect(gone.finished_at).not.toBeNull();
    }
    const over = await desk.ask({ threshold: 50 });
    await desk.finish(over.job_id);
    const refused = await problem(await desk.call("DELETE", "backtest/[id]", { id: over.job_id }), 409);
    expect(refused.detail).toContain("completed");
    expect((await desk.read(over.job_id)).status).toBe("completed");
  });
});

describe("GET /market/backtests", () => {
  it("lists the newest first, page by page, by coin and by state", async () => {
    const first = await desk.ask();
    const second = await desk.ask({ symbol: "c21" });
    const third = await desk.ask({ symbol: null, symbols: ["c20", "c21"] });
    const everything = await desk.ask({ symbol: null, top_n: 5 });
    await desk.finish(first.job_id);
    const listed = async (query: string) => {
      const found = await answer(await desk.call("GET", "backtests", { query }), backtestsAnswerSchema);
      return [found.total, found.backtests.map(({ job_id }) => job_id)];
    };
    const all = [everything, third, second, first].map(({ job_id }) => job_id);
    expect(await listed("per_page=200")).toEqual([4, all]);
    expect(await listed("per_page=1&page=2")).toEqual([4, [all[1]]]);
    expect(await listed("coin=C20")).toEqual([2, [third.job_id, first.job_id]]);
    expect(await listed("coin=nothing")).toEqual([0, []]);
    expect(await listed("status=completed")).toEqual([1, [first.job_id]]);
    const { backtests } = await answer(
      await desk.call("GET", "backtests", { query: "status=completed" }),
      backtestsAnswerSchema,
    );
    expect(backtests[0]).toMatchObject({ verdict: "not_enough_data", metrics: { trade_count: 2 } });
  });

  it.each(["status=finished", "per_page=0", "page=x"])("refuses ?%s", async (query) => {
    const refused = await problem(await desk.call("GET", "backtests", { query }), 400);
    expect(refused.errors?.[0]?.path).toBe(query.split("=")[0]);
  });
});
