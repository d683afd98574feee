import { describe, expect, it } from "vitest";
import { tradeFixture } from "@/lib/contracts/backtest-result.fixture";
import { HOUR_MS } from "@/lib/market/units";
import { candlesAround, markedCandles, tradeSentence } from "./present-trades";

const trade = tradeFixture();
const [entryAt, exitAt] = [Date.parse(trade.entry_time), Date.parse(trade.exit_time)];
const candle = (openAt: number) => ({
  openAt,
  open: 100,
  high: 101,
  low: 99,
  close: 100,
  volumeUsd: 1,
  takerBuyUsd: null,
  trades: null,
});
const candles = Array.from({ length: 49 }, (_, hour) => candle(entryAt + (hour - 12) * HOUR_MS));
const around = { coin_id: trade.coin_id, venue: "binance", candles } as unknown as Parameters<typeof markedCandles>[0];

describe("trades on candles", () => {
  it("asks for three days on either side of the trade, whatever its length", () => {
    expect(candlesAround(trade)).toEqual({ from: "2026-09-29T01:00:00.000Z", to: "2026-10-06T01:00:00.000Z" });
  });

  it("tells a trade in one sentence: when, at what, why it ended, and what it made", () => {
    expect(tradeSentence(trade)).toBe(
      "C20 in 2026-10-02 01:00 UTC at $100.05 on a score of 71.5, out 2026-10-03 01:00 UTC at $104.95 (time): +4.69%.",
    );
  });

  it("marks entry and exit of every trade of this coin in sight, and says which trade a mark belongs to", () => {
    const later = tradeFixture({
      entry_time: new Date(exitAt + 2 * HOUR_MS).toISOString(),
      exit_time: new Date(exitAt + 900 * HOUR_MS).toISOString(),
      reason: "stop_loss",
    });
    const other = tradeFixture({ coin_id: "coin-7" });
    const { marks } = markedCandles(around, [other, trade, later], trade);
    expect(marks).toEqual([
      { of: "1", at: entryAt, kind: "in", text: "in", chosen: true },
      { of: "1", at: exitAt, kind: "out", text: "time", chosen: true },
      { of: "2", at: exitAt + 2 * HOUR_MS, kind: "in", text: "in", chosen: false },
    ]);
  });

  it("draws the line from the fill of the entry to that of the exit, and none of a trade within one hour", () => {
    expect(markedCandles(around, [trade], trade).lines[0]?.points).toEqual([
      { at: entryAt, value: trade.entry_price },
      { at: exitAt, value: trade.exit_price },
    ]);
    const short = tradeFixture({ exit_time: trade.entry_time });
    expect(markedCandles(around, [short], short).lines[0]?.points).toEqual([]);
  });

  it("has the trade in sight with a day on either side, as far as there are candles", () => {
    expect(markedCandles(around, [trade], trade).focus).toEqual({
      from: entryAt - 12 * HOUR_MS,
      to: entryAt + 36 * HOUR_MS,
    });
    expect(markedCandles({ ...around, candles: [] }, [trade], trade).focus).toBeUndefined();
  });

  it("never hands the chart times that go backwards, and none without a bar", () => {
    const { marks, bars } = markedCandles(around, [trade, tradeFixture({ reason: "take_profit" })], trade);
    const times = (marks ?? []).map(({ at }) => at);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    const opens = new Set(bars.map(({ at }) => at));
    expect(times.every((at) => opens.has(at))).toBe(true);
    expect(markedCandles({ ...around, candles: [] }, [trade], trade).marks).toEqual([]);
  });
});
