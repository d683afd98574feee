import { clamp } from "@/lib/statistics/clamp";
import { median } from "@/lib/statistics/median";
import { medianAbsoluteDeviation } from "@/lib/statistics/median-absolute-deviation";
import { clusterFeatureNames } from "./cluster-run";

/** What a coin is grouped by. Null is unknown: it takes the median of the universe, so it pulls the coin nowhere. */
export interface ClusterPoint {
  readonly id: string;
  readonly symbol: string;
  readonly score: number;
  /** ln(24 h volume ÷ the coin's own baseline). */
  readonly logVolumeRatio: number | null;
  /** ln(24 h volume ÷ market cap). */
  readonly logTurnover: number | null;
  /** log10 of the market cap in US dollars. */
  readonly logMarketCap: number | null;
  /** ln of the daily volatility. */
  readonly logSigma24: number | null;
  /** The week's log change in units of the coin's own volatility. */
  readonly z7d: number | null;
  readonly whaleConfidence: number | null;
}

/** Numbers a row holds: eight fit one cache line. Lanes beyond the features are 0 and cost no branch. */
export const LANES = 8;

const CLIP = 3;
const NORMAL_CONSISTENCY = 1.4826;
const MEAN_CONSISTENCY = 1.2533;

/** Points in the space of the features: row i is `values[i × LANES …]`. */
export interface FeatureRows {
  readonly values: Float64Array;
  readonly count: number;
}

/** In the order of `clusterFeatureNames`. */
const columns: readonly ((point: ClusterPoint) => number | null)[] = [
  (point) => point.score,
  (point) => point.logVolumeRatio,
  (point) => point.logTurnover,
  (point) => point.logMarketCap,
  (point) => point.logSigma24,
  (point) => point.z7d,
  (point) => point.whaleConfidence,
];

/** Robust z of every feature over these points (Iglewicz & Hoaglin 1993), clipped to ±3; formula A.15. */
export function featureRows(points: readonly ClusterPoint[]): FeatureRows {
  const values = new Float64Array(points.length * LANES);
  columns.forEach((read, lane) => {
    writeRobustZ(points.map(read), values, lane);
  });
  return { values, count: points.length };
}

/** Rows of any features up to `LANES`, for who has points of another kind. */
export function toRows(points: readonly (readonly number[])[]): FeatureRows {
  const values = new Float64Array(points.length * LANES);
  points.forEach((point, row) => {
    values.set(point, row * LANES);
  });
  return { values, count: points.length };
}

function writeRobustZ(column: readonly (number | null)[], values: Float64Array, lane: number): void {
  const known = column.filter(isUsable);
  const centre = median(known);
  if (centre === null) return;
  const scale = scaleOf(known, centre);
  if (scale === 0) return;
  column.forEach((value, row) => {
    if (isUsable(value)) values[row * LANES + lane] = clamp((value - centre) / scale, -CLIP, CLIP);
  });
}

/** Beyond this, differences and sums of readings are no numbers any more. */
const ABSURD = 1e100;

function isUsable(value: number | null): value is number {
  return value !== null && Math.abs(value) < ABSURD;
}

/** The mean deviation stands in where more than half of the values are equal; 0 when all are. */
function scaleOf(known: readonly number[], centre: number): number {
  const mad = medianAbsoluteDeviation(known) ?? 0;
  if (mad > 0) return NORMAL_CONSISTENCY * mad;
  const sum = known.reduce((total, value) => total + Math.abs(value - centre), 0);
  return (MEAN_CONSISTENCY * sum) / known.length;
}

/** Mean of the rows with this label, as one row. */
export function meanRow({ values, count }: FeatureRows, labels: ArrayLike<number>, label: number): Float64Array {
  const mean = new Float64Array(LANES);
  let members = 0;
  for (let row = 0; row < count; row++) {
    if (labels[row] !== label) continue;
    members += 1;
    for (let lane = 0; lane < LANES; lane++) mean[lane] = at(mean, lane) + at(values, row * LANES + lane);
  }
  return members === 0 ? mean : mean.map((sum) => sum / members);
}

/** The rows at these indices, in their order; an index may come again. */
export function takeRows({ values }: FeatureRows, indices: ArrayLike<number>): FeatureRows {
  const taken = new Float64Array(indices.length * LANES);
  for (let i = 0; i < indices.length; i++) {
    const from = at(indices, i) * LANES;
    taken.set(values.subarray(from, from + LANES), i * LANES);
  }
  return { values: taken, count: indices.length };
}

/** An element that is known to be there. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

export const FEATURES = clusterFeatureNames.length;
