import { describe, expect, it } from "vitest";
import type { CandlesAnswer } from "@/lib/contracts/http/candles";
import { HOUR_MS } from "@/lib/market/units";
import { candleAge, candleSentence, candleSource, describeBar, presentCandles } from "./present-candles";

const START = Date.UTC(2026, 10, 20);
const candle = (hour: number, close = 100 + hour) => ({
  openAt: START + hour * HOUR_MS,
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: 10,
  volumeUsd: 10 * close,
});
const answer = (changes: Partial<CandlesAnswer> = {}): CandlesAnswer => ({
  id: "solana",
  timeframe: "1h",
  state: "ready",
  reason: "",
  venue: "binance",
  pair: "SOLUSDT",
  candles: Array.from({ length: 30 }, (_, hour) => candle(hour)),
  forming: candle(30, 500),
  source: "live",
  as_of: "2026-11-21T06:00:00.000Z",
  stale: false,
  timestamp: "2026-11-21T06:00:00.000Z",
  ...changes,
});

describe("candles on the page", () => {
  it("say how old they are and why, and nothing while they are of now", () => {
    expect(candleAge(answer())).toBeNull();
    expect(candleAge(answer({ stale: true, reason: "Binance failed." }))).toMatch(
      /^Candles end .*06:00.*\. Binance failed\.$/,
    );
    expect(candleAge(answer({ reason: "Binance failed." }))).toBe("Binance failed.");
  });

  it("keep the forming bar out of every reading", () => {
    const { bars, lines } = presentCandles(answer(), true);
    expect(bars.map(({ forming }) => forming).filter(Boolean)).toHaveLength(1);
    expect(bars.at(-1)).toMatchObject({ forming: true, close: 500 });
    expect(lines).toEqual(presentCandles(answer({ forming: null }), true).lines);
    expect(candleSentence(answer())).toBe(candleSentence(answer({ forming: null })));
  });

  it("draw each average from its first whole period on, at the bar it belongs to", () => {
    const [fast, slow] = presentCandles(answer(), true).lines;
    expect([fast?.points.length, slow?.points.length]).toEqual([26, 11]);
    expect(fast?.points[0]).toEqual({ at: START + 4 * HOUR_MS, value: 102 });
    expect(fast?.points.at(-1)?.at).toBe(START + 29 * HOUR_MS);
    expect(
      presentCandles(answer({ candles: [candle(0)] }), true).lines.every(({ points }) => points.length === 0),
    ).toBe(true);
    expect(presentCandles(answer(), false).lines).toEqual([]);
  });

  it("drop a forming bar that is not newer than the last closed one", () => {
    expect(presentCandles(answer({ forming: candle(29) }), false).bars).toHaveLength(30);
  });

  it("say what they are", () => {
    expect(candleSource(answer())).toBe("Binance SOLUSDT · closed bars only count, the forming one is pale");
    expect(candleSource(answer({ forming: null }))).toBe("Binance SOLUSDT · closed bars only");
    expect(candleSentence(answer())).toBe(
      "30 closed candles of 1 h, 2026-11-20 00:00 UTC to 2026-11-21 05:00 UTC, from $98.000 to $131.00, last close $129.00.",
    );
    expect(describeBar(presentCandles(answer(), false).bars.at(-1), "1h")).toEqual({
      time: "2026-11-21 06:00 UTC, forming",
      values: ["$499.00", "$502.00", "$498.00", "$500.00", "$5,000"],
    });
    expect(describeBar(undefined, "1h")).toEqual({ time: "", values: [] });
  });
});
