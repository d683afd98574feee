import { ema } from "@/lib/indicators/ema";
import { type EmaCross, lastEmaCross } from "@/lib/indicators/ema-separation";
import { hourlyVolatility } from "@/lib/indicators/hourly-volatility";
import { logReturns } from "@/lib/indicators/log-returns";
import { rsi } from "@/lib/indicators/rsi";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import type { MomentumConfig } from "./config";
import type { AveragesReading } from "./ma-cross";
import { RSI_PERIOD } from "./rsi-signal";

/** Everything the score reads from a coin's closes; null where there are too few of them. */
export interface CloseReading {
  /** Own hourly volatility, a fraction. */
  sigma1h: number | null;
  rsi: number | null;
  averages: AveragesReading | null;
  cross: EmaCross | null;
}

/** Reads one coin's closes. `readAllCloses` does the same for a universe, faster, and a test holds them together. */
export function readCloses(closes: Float64Array, config: Pick<MomentumConfig, "maFast" | "maSlow">): CloseReading {
  const emaFast = ema(closes, config.maFast);
  const emaSlow = ema(closes, config.maSlow);
  const deviation = standardDeviation(logReturns(closes));
  return {
    sigma1h: hourlyVolatility(closes),
    rsi: rsi(closes, RSI_PERIOD),
    averages: emaFast === null || emaSlow === null || deviation === null ? null : { emaFast, emaSlow, deviation },
    cross: lastEmaCross(closes, config.maFast, config.maSlow),
  };
}
