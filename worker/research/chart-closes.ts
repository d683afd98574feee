import type { ClosePoint } from "@/lib/backtest/build-bars";
import type { Candle } from "@/lib/market/candle";
import type { HourRange } from "@/lib/market/hour-ranges";
import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";

const HOURS_PER_DAY = 24;
/** A point stands for the full hour nearest to it when it is no farther than this. */
const TOLERANCE_MS = HOUR_MS / 4;

export interface Chart {
  readonly prices: readonly (readonly [UnixMs, Usd])[];
  readonly volumes: readonly (readonly [UnixMs, Usd])[];
}

/**
 * A chart's points as hours to store: each is one price, and a 24th of the volume of the day before it. Of two points near one
 * full hour the nearer one stands.
 */
export function candlesOfChart({ prices, volumes }: Chart, { from, to }: HourRange): Candle[] {
  const volumeAt = new Map(volumes);
  const nearest = new Map<UnixMs, { away: number; candle: Candle }>();
  for (const [at, price] of prices) {
    const closeAt = Math.round(at / HOUR_MS) * HOUR_MS;
    const openAt = closeAt - HOUR_MS;
    const away = Math.abs(at - closeAt);
    if (openAt < from || openAt >= to || away > TOLERANCE_MS || away >= (nearest.get(openAt)?.away ?? HOUR_MS))
      continue;
    const volumeUsd = (volumeAt.get(at) ?? 0) / HOURS_PER_DAY;
    const candle = { openAt, open: price, high: price, low: price, close: price, volume: volumeUsd / price, volumeUsd };
    nearest.set(openAt, { away, candle });
  }
  return [...nearest.values()].map(({ candle }) => candle).sort((a, b) => a.openAt - b.openAt);
}

/** Stored closes as the chart told them. */
export function closePoints(candles: readonly Candle[]): ClosePoint[] {
  return candles.map(({ openAt, close, volumeUsd }) => ({
    at: openAt + HOUR_MS,
    priceUsd: close,
    volumeUsd24h: volumeUsd * HOURS_PER_DAY,
  }));
}
