import type { Candle, Timeframe } from "./candle";
import { DAY_MS, HOUR_MS, type UnixMs } from "./units";

export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = { "1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS };

export interface AggregatedCandles {
  /** Oldest first. */
  readonly closed: readonly Candle[];
  readonly forming: Candle | null;
}

/**
 * Hourly candles, oldest first, as candles of a longer timeframe, in UTC. Hours in which a venue stood still stay out: a candle
 * is made of the hours there are, and of none none is made. A first candle whose own first hour is missing is left out,
 * because the series is cut there, and a last one stays open until its own last hour, or a later one, is there: until then
 * nobody knows whether hours of it are still to come.
 */
export function aggregateCandles(hourly: readonly Candle[], timeframe: Timeframe, now: UnixMs): AggregatedCandles {
  const span = TIMEFRAME_MS[timeframe];
  const made: Candle[] = [];
  let last: Candle | undefined;
  for (const hour of hourly) {
    const openAt = Math.floor(hour.openAt / span) * span;
    if (last?.openAt === openAt) {
      last = extend(last, hour);
      made[made.length - 1] = last;
    } else if (last !== undefined || hour.openAt === openAt) {
      last = { ...hour, openAt };
      made.push(last);
    }
  }
  const newest = hourly.at(-1);
  if (last === undefined || newest === undefined) return { closed: made, forming: null };
  const isOver = last.openAt + span <= now && newest.openAt + HOUR_MS >= last.openAt + span;
  if (isOver) return { closed: made, forming: null };
  return { closed: made.slice(0, -1), forming: last };
}

function extend(candle: Candle, hour: Candle): Candle {
  return {
    openAt: candle.openAt,
    open: candle.open,
    high: Math.max(candle.high, hour.high),
    low: Math.min(candle.low, hour.low),
    close: hour.close,
    volume: candle.volume + hour.volume,
    volumeUsd: candle.volumeUsd + hour.volumeUsd,
  };
}
