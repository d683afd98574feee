import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { createCandleParser } from "./candle-parser";
import { createReplayVenue } from "./replay-venue";

const START = Date.UTC(2025, 3, 1);
const FIVE = 5 * MINUTE_MS;

/** Candles whose prices and volumes say which candle they are. */
function seriesOf(spanMs: number, count: number, skipped: readonly number[] = []) {
  const parser = createCandleParser("candles.csv", spanMs);
  const lines = Array.from({ length: count }, (_, index) => index)
    .filter((index) => !skipped.includes(index))
    .map((index) => {
      const price = 100 + (index * spanMs) / HOUR_MS;
      const end = price + spanMs / HOUR_MS;
      return `A_USDT,${(START + index * spanMs) / 1_000},${price},${end + 0.5},${price - 0.5},${end},${2 + index}`;
    });
  parser.push(new TextEncoder().encode(`symbol,ts,open,high,low,close,volume\n${lines.join("\n")}\n`));
  return parser.finish();
}
const fiveMinutes = seriesOf(FIVE, 12 * 6);
const hourly = seriesOf(HOUR_MS, 6, [2]);
const NOW = START + 5 * HOUR_MS + 17 * MINUTE_MS;
const ask = (venue: ReturnType<typeof createReplayVenue>, from: number | null, limit = 500, spanMs = HOUR_MS) =>
  venue.candles("AUSDT", { spanMs, from, to: null, limit }, NOW);

describe("the venue of a recording", () => {
  const venue = createReplayVenue({ hourly, fiveMinutes });

  it("has the recorded hours, and makes the hour under way of the five minutes that are closed", () => {
    const candles = ask(venue, START);
    expect(candles.map(({ openAt }) => (openAt - START) / HOUR_MS)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(candles[1]).toMatchObject({ open: 101, high: 102.5, low: 100.5, close: 102 });
    expect(candles[1]!.volume).toBeCloseTo(3, 9);
    expect(candles[1]!.quoteVolume).toBeCloseTo(3 * 102, 9);
    const forming = candles.at(-1)!;
    expect(forming.open).toBeCloseTo(105, 9);
    expect(forming.close).toBeCloseTo(105.25, 9);
    expect(forming.volume).toBeCloseTo(62 + 63 + 64, 6);
    expect(forming.closeAt).toBeGreaterThan(NOW);
  });

  it("makes four hours of its hours, and a hole stays a hole where nothing finer was recorded", () => {
    expect(ask(venue, START, 1, 4 * HOUR_MS)[0]).toMatchObject({ open: 100, close: 104, high: 104.5, low: 99.5 });
    const coarse = createReplayVenue({ hourly, fiveMinutes: new Map() });
    expect(ask(coarse, START).map(({ openAt }) => (openAt - START) / HOUR_MS)).toEqual([0, 1, 3, 4]);
    expect(ask(coarse, null, 2).map(({ openAt }) => (openAt - START) / HOUR_MS)).toEqual([3, 4]);
  });

  it("never tells what was not closed by now, whatever is asked", () => {
    const early = START + 3 * HOUR_MS + 4 * MINUTE_MS;
    const all = venue.candles("AUSDT", { spanMs: HOUR_MS, from: START, to: NOW, limit: 500 }, early);
    expect(all.length).toBe(3);
    expect(venue.day("AUSDT", early)!.last).toBe(103);
    expect(venue.find("AUSDT", START)).toBeNull();
  });

  it("invents no trade, and lists a pair that went quiet as halted", () => {
    expect(venue.hasTrades).toBe(false);
    expect(venue.trades("AUSDT", { fromId: 0, limit: 10 }, NOW)).toEqual([]);
    expect(venue.listedAt(NOW)).toEqual([expect.objectContaining({ symbol: "AUSDT", base: "A", trading: true })]);
    expect(venue.listedAt(START + 10 * HOUR_MS)[0]).toMatchObject({ trading: false });
  });
});
