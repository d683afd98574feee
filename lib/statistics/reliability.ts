import { type Forecasts, type ForecastWeights, tally } from "./forecasts";

/** Forecasts of about one probability, and how often they came true. */
export interface ReliabilityBin {
  low: number;
  high: number;
  /** Mean of what was said. */
  said: number;
  /** Share that happened. */
  happened: number;
  /** Total weight. */
  count: number;
}

/**
 * Equal-mass bins by probability. Equal probabilities share a bin, so a constant forecast has one; empty bins are left out.
 */
export function reliabilityTable(
  forecasts: Forecasts,
  bins: number,
  weights: ForecastWeights = null,
): readonly ReliabilityBin[] {
  const { probability, outcome } = forecasts;
  const { total } = tally(forecasts, weights);
  const table: ReliabilityBin[] = [];
  let before = 0;
  let last = -1;
  for (let from = 0; from < probability.length; ) {
    const p = probability[from] as number;
    let mass = 0;
    let happened = 0;
    let to = from;
    for (; to < probability.length && probability[to] === p; to++) {
      const weight = weights === null ? 1 : (weights[to] ?? 0);
      mass += weight;
      happened += weight * (outcome[to] as number);
    }
    from = to;
    if (mass === 0) continue;
    const place = Math.floor((bins * (before + mass / 2)) / total);
    before += mass;
    if (place !== last) table.push({ low: p, high: p, said: 0, happened: 0, count: 0 });
    last = place;
    const bin = table.at(-1) as ReliabilityBin;
    bin.high = p;
    bin.said += mass * p;
    bin.happened += happened;
    bin.count += mass;
  }
  for (const bin of table) {
    bin.said /= bin.count;
    bin.happened /= bin.count;
  }
  return table;
}

/** Expected calibration error: how far what was said is from what happened, averaged over equal-mass bins; null for none. */
export function calibrationError(forecasts: Forecasts, bins: number, weights: ForecastWeights = null): number | null {
  let total = 0;
  let sum = 0;
  for (const { said, happened, count } of reliabilityTable(forecasts, bins, weights)) {
    total += count;
    sum += count * Math.abs(said - happened);
  }
  return total === 0 ? null : sum / total;
}
