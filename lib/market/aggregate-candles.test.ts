import { describe, expect, it } from "vitest";
import { aggregateCandles } from "./aggregate-candles";
import type { Candle } from "./candle";
import { DAY_MS, HOUR_MS } from "./units";

const MIDNIGHT = Date.UTC(2026, 10, 20);

/** A candle whose numbers tell its hour. */
const hourAt = (hours: number): Candle => ({
  openAt: MIDNIGHT + hours * HOUR_MS,
  open: 100 + hours,
  high: 100 + hours + (hours % 5),
  low: 100 + hours - (hours % 3),
  close: 100.5 + hours,
  volume: 1 + hours,
  volumeUsd: 10 * (1 + hours),
});
const hours = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => hourAt(from + index));
const sum = (candles: readonly Candle[], field: "volume" | "volumeUsd") =>
  candles.reduce((total, candle) => total + candle[field], 0);

describe("aggregateCandles", () => {
  it("opens with the first hour, closes with the last, spans their extremes and sums their volumes", () => {
    const hourly = hours(0, 48);
    const { closed, forming } = aggregateCandles(hourly, "1d", MIDNIGHT + 2 * DAY_MS);
    expect(forming).toBeNull();
    expect(closed.map((candle) => candle.openAt)).toEqual([MIDNIGHT, MIDNIGHT + DAY_MS]);
    const [first] = closed;
    const day = hourly.slice(0, 24);
    expect(first).toEqual({
      openAt: MIDNIGHT,
      open: day[0]?.open,
      close: day[23]?.close,
      high: Math.max(...day.map((hour) => hour.high)),
      low: Math.min(...day.map((hour) => hour.low)),
      volume: sum(day, "volume"),
      volumeUsd: sum(day, "volumeUsd"),
    });
  });

  it("loses no volume and invents none, whatever the timeframe", () => {
    const hourly = hours(0, 100);
    for (const timeframe of ["1h", "4h", "1d"] as const) {
      const { closed, forming } = aggregateCandles(hourly, timeframe, MIDNIGHT + 100 * HOUR_MS);
      const all = forming === null ? closed : [...closed, forming];
      expect(sum(all, "volumeUsd")).toBe(sum(hourly, "volumeUsd"));
      expect(sum(all, "volume")).toBe(sum(hourly, "volume"));
    }
  });

  it("keeps a gap as a gap: a candle without hours is not made, one with some is made of those", () => {
    const hourly = [...hours(0, 4), ...hours(9, 12), ...hours(16, 20)];
    const { closed } = aggregateCandles(hourly, "4h", MIDNIGHT + 20 * HOUR_MS);
    expect(closed.map((candle) => (candle.openAt - MIDNIGHT) / HOUR_MS)).toEqual([0, 8, 16]);
    expect(closed[1]?.open).toBe(hourAt(9).open);
    expect(closed[1]?.volume).toBe(sum(hours(9, 12), "volume"));
  });

  it("keeps a candle open until its last hour is there, however late that comes", () => {
    const late = aggregateCandles(hours(0, 24 + 19), "1d", MIDNIGHT + 2 * DAY_MS + 5 * HOUR_MS);
    expect(late.closed.map(({ openAt }) => openAt)).toEqual([MIDNIGHT]);
    expect(late.forming?.openAt).toBe(MIDNIGHT + DAY_MS);
    const come = aggregateCandles(hours(0, 48), "1d", MIDNIGHT + 2 * DAY_MS + 5 * HOUR_MS);
    expect(come.closed).toHaveLength(2);
    expect(come.forming).toBeNull();
    const after = [...hours(0, 43), ...hours(50, 52)];
    expect(aggregateCandles(after, "1d", MIDNIGHT + 52 * HOUR_MS).closed).toHaveLength(2);
  });

  it("leaves out a first candle that the series cuts", () => {
    expect(aggregateCandles(hours(2, 8), "4h", MIDNIGHT + DAY_MS).closed.map((candle) => candle.openAt)).toEqual([
      MIDNIGHT + 4 * HOUR_MS,
    ]);
  });

  it("tells the forming candle apart from the closed ones", () => {
    const { closed, forming } = aggregateCandles(hours(0, 6), "4h", MIDNIGHT + 5.5 * HOUR_MS);
    expect(closed).toHaveLength(1);
    expect(forming?.openAt).toBe(MIDNIGHT + 4 * HOUR_MS);
    expect(forming?.close).toBe(hourAt(5).close);
    expect(aggregateCandles(hours(0, 8), "4h", MIDNIGHT + 8 * HOUR_MS).forming).toBeNull();
  });

  it("passes hours through unchanged and takes nothing for nothing", () => {
    expect(aggregateCandles(hours(0, 3), "1h", MIDNIGHT + DAY_MS)).toEqual({ closed: hours(0, 3), forming: null });
    expect(aggregateCandles([], "1d", MIDNIGHT)).toEqual({ closed: [], forming: null });
  });
});
