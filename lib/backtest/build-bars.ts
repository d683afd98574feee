import type { Candle } from "@/lib/market/candle";
import { isPossiblePrice } from "@/lib/market/possible-price";
import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { Bars } from "./bars";

/**
 * One coin's hourly candles on the grid of the hours from `from` until `to` (exclusive), both full hours. Candles may come
 * in any order; of two of one hour the later in the list holds. What lies outside, off the hour or makes no sense is left
 * out like an hour that the venue never reported. Null when nothing is left: there is no price to stand on.
 */
export function buildBars(candles: readonly Candle[], from: UnixMs, to: UnixMs): Bars | null {
  const bars = emptyBars(from, to);
  const { open, high, low, close, volumeUsd, traded } = bars;
  for (const candle of candles) {
    const i = (candle.openAt - from) / HOUR_MS;
    if (!Number.isInteger(i) || i < 0 || i >= close.length || !isSound(candle)) continue;
    open[i] = candle.open;
    high[i] = candle.high;
    low[i] = candle.low;
    close[i] = candle.close;
    volumeUsd[i] = candle.volumeUsd;
    traded[i] = 1;
  }
  return standStill(bars) ? bars : null;
}

/** A price at a moment with the rolling 24 h volume of that moment, as a chart of closes has them. */
export interface ClosePoint {
  readonly at: UnixMs;
  readonly priceUsd: Usd;
  readonly volumeUsd24h: Usd | null;
}

/** A point stands for the full hour nearest to it when it is no farther than this. */
const POINT_TOLERANCE_MS = HOUR_MS / 4;

/**
 * Bars from a chart that has closes only: each knows one price, so an order fills an hour after its signal, never at the price
 * that made it, and a stop is seen at a close. An hour's volume is a 24th of its day's; the rolling volume is kept as told.
 */
export function closesToBars(points: readonly ClosePoint[], from: UnixMs, to: UnixMs): Bars | null {
  const bars = emptyBars(from, to);
  const { open, high, low, close, volumeUsd, traded } = bars;
  const volumeUsd24h = new Float64Array(close.length);
  const distance = new Float64Array(close.length).fill(POINT_TOLERANCE_MS);
  for (const { at, priceUsd, volumeUsd24h: volume } of points) {
    const closeAt = Math.round(at / HOUR_MS) * HOUR_MS;
    const i = (closeAt - from) / HOUR_MS - 1;
    if (i < 0 || i >= close.length || Math.abs(at - closeAt) > (distance[i] as number) || !isPossiblePrice(priceUsd))
      continue;
    distance[i] = Math.abs(at - closeAt);
    close[i] = priceUsd;
    volumeUsd24h[i] = volume !== null && isVolume(volume) ? volume : 0;
    traded[i] = 1;
  }
  for (let i = 0; i < close.length; i++) {
    if (traded[i] === 0) {
      volumeUsd24h[i] = volumeUsd24h[i - 1] ?? 0;
      continue;
    }
    open[i] = high[i] = low[i] = close[i] as number;
    volumeUsd[i] = (volumeUsd24h[i] as number) / 24;
  }
  return standStill(bars) ? { ...bars, volumeUsd24h } : null;
}

function emptyBars(from: UnixMs, to: UnixMs): Bars {
  const length = Math.max(0, Math.round((to - from) / HOUR_MS));
  const prices = () => new Float64Array(length);
  return {
    firstOpenAt: from,
    open: prices(),
    high: prices(),
    low: prices(),
    close: prices(),
    volumeUsd: prices(),
    traded: new Uint8Array(length),
  };
}

/** Gives every hour without a candle the close before it, and those before the first its open. False when none traded. */
function standStill({ open, high, low, close, traded }: Bars): boolean {
  const first = traded.indexOf(1);
  if (first < 0) return false;
  let still = open[first] as number;
  for (let i = 0; i < traded.length; i++) {
    if (traded[i] === 1) still = close[i] as number;
    else open[i] = high[i] = low[i] = close[i] = still;
  }
  return true;
}

function isSound({ open, high, low, close, volumeUsd }: Candle): boolean {
  return (
    isPossiblePrice(open) &&
    isPossiblePrice(close) &&
    isPossiblePrice(high) &&
    isPossiblePrice(low) &&
    high >= Math.max(open, close) &&
    low <= Math.min(open, close) &&
    isVolume(volumeUsd)
  );
}

function isVolume(volume: number): boolean {
  return volume >= 0 && volume < Number.POSITIVE_INFINITY;
}
