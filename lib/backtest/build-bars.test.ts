import { describe, expect, it } from "vitest";
import type { Candle } from "@/lib/market/candle";
import { HOUR_MS } from "@/lib/market/units";
import { buildBars, closesToBars } from "./build-bars";

const FROM = Date.UTC(2025, 0, 1);
const at = (hour: number) => FROM + hour * HOUR_MS;
const candle = (hour: number, close: number, given: Partial<Candle> = {}): Candle => ({
  openAt: at(hour),
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: 10,
  volumeUsd: 10 * close,
  ...given,
});

describe("buildBars", () => {
  it("stands still in hours without a candle, with no volume, and says that they did not trade", () => {
    const bars = buildBars([candle(4, 50), candle(1, 10), candle(2, 20)], FROM, at(6));
    expect(bars?.firstOpenAt).toBe(FROM);
    expect([...(bars?.traded ?? [])]).toEqual([0, 1, 1, 0, 1, 0]);
    expect([...(bars?.close ?? [])]).toEqual([9, 10, 20, 20, 50, 50]);
    expect([...(bars?.open ?? [])]).toEqual([9, 9, 19, 20, 49, 50]);
    expect([...(bars?.high ?? [])]).toEqual([9, 12, 22, 20, 52, 50]);
    expect([...(bars?.low ?? [])]).toEqual([9, 8, 18, 20, 48, 50]);
    expect([...(bars?.volumeUsd ?? [])]).toEqual([0, 100, 200, 0, 500, 0]);
  });

  it("leaves out what lies outside, off the hour or makes no sense, and takes the later of two", () => {
    const senseless: Partial<Candle>[] = [
      { close: 0 },
      { open: -1 },
      { high: 5 },
      { low: 12 },
      { close: Number.NaN },
      { volumeUsd: -1 },
      { volumeUsd: Number.NaN },
      { high: Number.POSITIVE_INFINITY },
    ];
    const bars = buildBars(
      [
        candle(0, 10),
        candle(0, 11),
        candle(-1, 7),
        candle(3, 7),
        { ...candle(1, 7), openAt: at(1) + 1 },
        ...senseless.map((given) => candle(2, 10, given)),
      ],
      FROM,
      at(3),
    );
    expect([...(bars?.traded ?? [])]).toEqual([1, 0, 0]);
    expect([...(bars?.close ?? [])]).toEqual([11, 11, 11]);
  });

  it("is nothing without a single candle", () => {
    expect(buildBars([], FROM, at(3))).toBeNull();
    expect(buildBars([candle(5, 10)], FROM, at(3))).toBeNull();
    expect(buildBars([candle(5, 10)], FROM, FROM)).toBeNull();
  });
});

describe("closesToBars", () => {
  it("knows one price an hour, so that nothing fills at the price that made a signal", () => {
    const points = [10, 12, 11].map((priceUsd, i) => ({
      at: at(i + 1) + 90_000,
      priceUsd,
      volumeUsd24h: 240 * (i + 1),
    }));
    const bars = closesToBars(points, FROM, at(4));
    expect([...(bars?.close ?? [])]).toEqual([10, 12, 11, 11]);
    for (const prices of [bars?.open, bars?.high, bars?.low]) expect(prices).toEqual(bars?.close);
    expect([...(bars?.traded ?? [])]).toEqual([1, 1, 1, 0]);
    expect([...(bars?.volumeUsd ?? [])]).toEqual([10, 20, 30, 0]);
    expect([...(bars?.volumeUsd24h ?? [])]).toEqual([240, 480, 720, 720]);
  });

  it("takes the point nearest to the hour, and none that is a quarter of an hour away or no price", () => {
    const minutes = (hour: number, more: number) => at(hour) + more * 60_000;
    const point = (time: number, priceUsd: number) => ({ at: time, priceUsd, volumeUsd24h: null });
    const bars = closesToBars(
      [
        point(minutes(1, -10), 1),
        point(minutes(1, 2), 2),
        point(minutes(1, 9), 3),
        point(minutes(2, 16), 4),
        point(minutes(3, 0), 0),
      ],
      FROM,
      at(3),
    );
    expect([...(bars?.traded ?? [])]).toEqual([1, 0, 0]);
    expect([...(bars?.close ?? [])]).toEqual([2, 2, 2]);
    expect(closesToBars([], FROM, at(3))).toBeNull();
  });
});
