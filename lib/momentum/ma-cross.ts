import { clamp } from "@/lib/statistics/clamp";
import { logistic } from "@/lib/statistics/logistic";

const Z_CAP = 6;
const DEVIATION_FLOOR = 1e-5;
/** Makes the logistic follow the normal distribution function within 0.0095. */
const NORMAL_LOGISTIC = 1.702;

export interface AveragesReading {
  emaFast: number;
  emaSlow: number;
  /** Standard deviation of the hourly log returns, a fraction. */
  deviation: number;
}

export interface MaCross {
  score: number;
  /** (fast − slow) / slow. */
  spreadFraction: number | null;
  /** The separation in units of what a trendless market shows, −6…6. */
  z: number | null;
}

/**
 * How unusual the separation of the two averages is: maxPoints × σ(1.702 z), about maxPoints × Φ(z), from 0 to `maxPoints`.
 * `separationScale` is the separation's standard deviation in a random walk of unit steps, so z is about N(0, 1) without
 * a trend. A flat series has z 0; without enough closes (null) the points are half of `maxPoints`.
 */
export function maCross(averages: AveragesReading | null, separationScale: number, maxPoints: number): MaCross {
  if (averages === null) return { score: maxPoints / 2, spreadFraction: null, z: null };
  const { emaFast, emaSlow, deviation } = averages;
  const spreadFraction = deviation === 0 ? 0 : (emaFast - emaSlow) / emaSlow;
  const z = clamp(spreadFraction / (separationScale * Math.max(deviation, DEVIATION_FLOOR)), -Z_CAP, Z_CAP);
  return { score: maxPoints * logistic(NORMAL_LOGISTIC * z), spreadFraction, z };
}
