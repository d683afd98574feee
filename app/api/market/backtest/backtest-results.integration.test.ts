import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { backtestResultFixture } from "@/lib/contracts/backtest-result.fixture";
import { backtestCandlesSchema } from "@/lib/contracts/http/backtest-candles";
import { backtestPreviewSchema, backtestsAnswerSchema, backtestVerifySchema } from "@/lib/contracts/http/backtests";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { upsertCandles } from "@/lib/store/candles";
import { inTransaction, queryRows } from "@/lib/store/query";
import { answer, type BacktestDesk, bodyFixture, openBacktestDesk, problem } from "./backtest-desk.fixture";

let desk: BacktestDesk;
beforeAll(async () => {
  desk = await openBacktestDesk(process.env.TEST_DATABASE_URL);
});
afterEach(() => desk.clear());
afterAll(() => desk.close());

describe("POST /market/backtest/preview", () => {
  const preview = async (changes: object = {}) =>
    answer(
      await desk.call("POST", "backtest/preview", { body: { ...bodyFixture, ...changes } }),
      backtestPreviewSchema,
    );

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
    expect([await desk.count(), await desk.queued()]).toEqual([0, []]);
  });

  it("knows how much of the hours is stored, warm-up included", async () => {
    const [from, to] = [Date.UTC(2025, 1, 21), Date.UTC(2025, 2, 10)];
    await inTransaction(desk.database, (tx) =>
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
    const { job_id } = await desk.ask();
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
    const response = await desk.call("POST", "backtest/preview", { body: { ...bodyFixture, end_date: "2025-02-01" } });
    expect((await problem(response, 400)).errors?.[0]?.path).toBe("end_date");
  });
});

describe("POST /market/backtest/{job_id}/verify", () => {
  const verify = async (id: string, status = 200) =>
    answer(await desk.call("POST", "backtest/[id]/verify", { id }), backtestVerifySchema, status);

  it("runs it again once, and says that the result is the same", async () => {
    const { job_id: id } = await desk.ask();
    expect((await problem(await desk.call("POST", "backtest/[id]/verify", { id }), 409)).detail).toContain("queued");
    await desk.finish(id);
    expect((await desk.call("GET", "backtest/[id]/verify", { id })).status).toBe(404);
    const started = await verify(id, 202);
    expect(started.state).toBe("running");
    expect((await verify(id, 202)).job_id).toBe(started.job_id);
    expect((await desk.ask()).job_id).toBe(id);
    await desk.finish(started.job_id);
    expect(await verify(id)).toEqual({ job_id: started.job_id, state: "identical", differences: [] });
    const listed = await answer(await desk.call("GET", "backtests", { query: "page=1" }), backtestsAnswerSchema);
    expect(listed.total).toBe(1);
  });

  it("says what differs, and why it could not be run", async () => {
    const { job_id: id } = await desk.ask();
    const before = backtestResultFixture();
    await desk.finish(id, before);
    const { job_id: again } = await verify(id, 202);
    const data = { ...before.manifest.data, sha256: "11" };
    const metrics = { ...before.metrics, total_return: 4.25 };
    await desk.finish(again, { ...before, metrics, manifest: { ...before.manifest, data } });
    expect(await answer(await desk.call("GET", "backtest/[id]/verify", { id }), backtestVerifySchema)).toEqual({
      job_id: again,
      state: "differs",
      differences: [
        "The data: some of its prices or volumes were corrected since.",
        "Total return: 4.5 %, now 4.25 %.",
      ],
    });
    await queryRows(
      desk.database,
      sql`update backtests set finished_at = now() - interval '1 hour' where id = ${again}`,
    );
    const third = await verify(id, 202);
    await desk.fail(third.job_id, "Binance does not answer.");
    expect(await verify(id)).toEqual({
      job_id: third.job_id,
      state: "failed",
      differences: ["Binance does not answer."],
    });
  });
});

describe("GET /market/backtest/{job_id}/export", () => {
  it("gives trades and equity as CSV and the result as it is kept, under safe names", async () => {
    const { job_id: id } = await desk.ask();
    expect((await desk.call("GET", "backtest/[id]/export", { id, query: "format=csv" })).status).toBe(409);
    const bytes = await desk.finish(id);
    const file = async (query: string) => {
      const response = await desk.call("GET", "backtest/[id]/export", { id, query });
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
    expect((await desk.call("GET", "backtest/[id]/export", { id, query: "format=xlsx" })).status).toBe(400);
  });
});

describe("GET /market/backtest/{job_id}/candles", () => {
  it("gives the hours around a trade from the venue that the result rests on", async () => {
    const { job_id: id } = await desk.ask();
    const query = "coin_id=coin-20&from=2026-10-02T00:00:00Z&to=2026-10-02T02:00:00Z";
    expect((await desk.call("GET", "backtest/[id]/candles", { id, query })).status).toBe(404);
    await desk.finish(id);
    const at = Date.UTC(2026, 9, 2);
    const candle = { open: 1, high: 3, low: 0.5, close: 2, volume: 10, volumeUsd: 15 };
    const stored = [-1, 0, 1, 2].map((hour) => ({ ...candle, openAt: at + hour * HOUR_MS }));
    await upsertCandles(desk.database, "coin-20", "binance", stored);
    const found = await answer(await desk.call("GET", "backtest/[id]/candles", { id, query }), backtestCandlesSchema);
    expect(found).toMatchObject({ coin_id: "coin-20", venue: "binance", candles: stored.slice(1, 3) });
    const other = await desk.call("GET", "backtest/[id]/candles", { id, query: query.replace("coin-20", "coin-21") });
    expect((await problem(other, 404)).detail).toContain("rests on no candles of coin-21");
    const bad = await desk.call("GET", "backtest/[id]/candles", { id, query: "coin_id=coin-20&from=then&to=now" });
    expect((await problem(bad, 400)).errors?.map(({ path }) => path)).toEqual(["from", "to"]);
  });
});
