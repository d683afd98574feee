import { HOUR_MS } from "@/lib/market/units";
import { mix, studentT4, uniform } from "@/lib/simulator/hash";
import type { HistoryCoin, PretrendHistory } from "./history";

export interface SyntheticOptions {
  coins: number;
  days: number;
  seed: number;
  /** Adds to the hourly return, in units of its deviation, what the hours before say: a market with a memory. */
  memory?: (past: Float64Array, hour: number) => number;
}

/** 2025-01-06 00:00 UTC, a Monday. */
export const SYNTHETIC_START = 1_736_121_600_000;

/** Random walks with Student-t hours (t4), one of them Bitcoin; the last two coins are listed late and delisted early. */
export function syntheticHistory({ coins, days, seed, memory }: SyntheticOptions): PretrendHistory {
  const hours = days * 24;
  const built = Array.from({ length: coins }, (_, number): HistoryCoin => {
    const key = mix(seed, number);
    const sigma = 0.004 + 0.012 * uniform(mix(key, -1));
    const first = number === coins - 2 ? Math.floor(hours / 2) : 0;
    const last = number === coins - 1 ? Math.floor(hours / 2) : hours;
    const openSeconds = new Float64Array(last - first);
    const close = new Float64Array(last - first);
    const turnoverSum = new Float64Array(last - first);
    const units = new Float64Array(hours);
    let level = Math.log(10 * uniform(mix(key, -2)));
    let sum = 0;
    for (let hour = 0; hour < last; hour++) {
      const unit = studentT4(mix(key, hour)) + (memory?.(units, hour) ?? 0);
      units[hour] = unit;
      level += sigma * unit;
      if (hour < first) continue;
      sum += 1e5 * Math.exp(0.5 * studentT4(mix(key, -10 - hour)));
      openSeconds[hour - first] = SYNTHETIC_START / 1_000 + hour * 3_600;
      close[hour - first] = Math.exp(level);
      turnoverSum[hour - first] = sum;
    }
    const supply = number % 7 === 3 ? null : 1e6 * 10 ** (3 * uniform(mix(key, -3)));
    return { id: number === 0 ? "bitcoin" : `coin-${number}`, supply, openSeconds, close, turnoverSum };
  });
  return { coins: built, from: SYNTHETIC_START, to: SYNTHETIC_START + hours * HOUR_MS };
}
