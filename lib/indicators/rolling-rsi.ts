import { rollingSeededAverage } from "./rolling-ema";
import { rsiOf } from "./rsi";

/**
 * The newest Wilder `rsi` of every window of `window` closes: out[i] is that of closes[i − window + 1 … i] alone, 0–100, in
 * constant time a close. 0 where the window is not full.
 */
export function rollingRsi(closes: Float64Array, period: number, window: number): Float64Array {
  const changes = new Float64Array(closes.length);
  const moves = new Float64Array(closes.length);
  for (let i = 1; i < closes.length; i++) {
    const change = (closes[i] as number) - (closes[i - 1] as number);
    changes[i] = change;
    moves[i] = Math.abs(change);
  }
  const averageChanges = rollingSeededAverage(changes, 1 / period, period, window - 1);
  const averageMoves = rollingSeededAverage(moves, 1 / period, period, window - 1);
  const readings = new Float64Array(closes.length);
  for (let i = window - 1; i < closes.length; i++) {
    readings[i] = rsiOf(averageChanges[i] as number, averageMoves[i] as number);
  }
  return readings;
}
