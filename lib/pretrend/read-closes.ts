import { emaOfFour } from "@/lib/indicators/ema-of-four";
import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import { fastLogReturns, logRatio } from "@/lib/indicators/fast-log-returns";
import { forEachFour } from "@/lib/indicators/four-series";
import { combineVolatility, MAD_MIN_RETURNS, SCORED_RETURNS } from "@/lib/indicators/hourly-volatility";
import { rsiOfFour } from "@/lib/indicators/rsi-of-four";
import { binnedDeviation } from "@/lib/statistics/binned-deviation";
import { type BinnedMedianScratch, binnedMedianScratch } from "@/lib/statistics/binned-median";
import { FEATURE_AT, type FeatureBlock } from "./feature-block";

/** A day of closes is the least that says anything of a coin. */
export const CLOSES_MIN = 24;
const DAY = 24;
/** A provider's week has 167 or 168 points, a recording's may lack a few. */
const WEEK_CLOSES_MIN = 160;
const FAST = 5;
const SLOW = 20;
const RSI_PERIOD = 14;
const VARIANCE_RETURNS_MIN = 48;
const DEVIATION_FLOOR = 1e-5;
const PEGGED_DAY_RANGE = 0.007;
const PEGGED_WEEK_RANGE = 0.015;
const separationScale = emaSeparationScale(FAST, SLOW);

/** Log returns over a day and a week, NaN where there are too few closes: what coins are ranked by. */
export interface CloseReturns {
  readonly day: Float64Array;
  readonly week: Float64Array;
}

/**
 * The features that a coin's own closes say, and its σ24: all of them in one walk over each coin, four coins at a time.
 * A coin with under a day of closes, an impossible one or a peg keeps σ24 = 0 and is not asked about.
 */
export function readCloses(series: readonly Float64Array[], block: FeatureBlock): CloseReturns {
  const day = new Float64Array(series.length).fill(Number.NaN);
  const week = new Float64Array(series.length).fill(Number.NaN);
  const longest = series.reduce((most, { length }) => Math.max(most, length), 0);
  const returns = new Float64Array(longest);
  const scratch = binnedMedianScratch(longest);
  const rsis = new Float64Array(4);
  const fast = new Float64Array(4 * longest);
  const slow = new Float64Array(4 * longest);
  forEachFour(series, (four, indices) => {
    const count = four[0].length;
    if (count < CLOSES_MIN) return;
    rsiOfFour(four, RSI_PERIOD, rsis);
    const newestFast = 4 * (emaOfFour(four, FAST, fast) - 1);
    const newestSlow = 4 * (emaOfFour(four, SLOW, slow) - 1);
    for (let lane = 0; lane < 4; lane++) {
      const closes = four[lane] as Float64Array;
      const row = indices[lane] as number;
      const volatility = readVolatility(closes, returns, scratch, row, block);
      if (volatility === null) continue;
      const slowest = slow[newestSlow + lane] as number;
      const unusual = separationScale * Math.max(volatility.deviation, DEVIATION_FLOOR);
      block.set(row, FEATURE_AT.ema_separation, ((fast[newestFast + lane] as number) - slowest) / slowest / unusual);
      block.set(row, FEATURE_AT.rsi, ((rsis[lane] as number) - 50) / 20);
      writeReturns(closes, volatility.sigma1h, row, block);
      if (count > DAY) day[row] = logReturnOver(closes, DAY);
      if (count >= WEEK_CLOSES_MIN) week[row] = logReturnOver(closes, count - 1);
    }
  });
  return { day, week };
}

/** Writes σ24 and the variances; null for a coin that is not asked about. */
function readVolatility(
  closes: Float64Array,
  returns: Float64Array,
  scratch: BinnedMedianScratch,
  row: number,
  block: FeatureBlock,
): { sigma1h: number; deviation: number } | null {
  const deviation = fastLogReturns(closes, returns);
  if (!Number.isFinite(deviation) || !isTrading(closes)) return null;
  const count = closes.length - 1;
  writeVariances(returns, count, row, block);
  const early = count - SCORED_RETURNS;
  const mad = early < MAD_MIN_RETURNS ? null : binnedDeviation(returns, early, deviation, scratch);
  const sigma1h = combineVolatility(deviation, mad);
  block.sigma24[row] = sigma1h * Math.sqrt(DAY);
  return { sigma1h, deviation };
}

function logReturnOver(closes: Float64Array, hours: number): number {
  return logRatio(closes[closes.length - 1 - hours] as number, closes[closes.length - 1] as number);
}

function writeReturns(closes: Float64Array, sigma: number, row: number, block: FeatureBlock): void {
  const count = closes.length;
  const zOver = (hours: number): number => logReturnOver(closes, hours) / (sigma * Math.sqrt(hours));
  block.set(row, FEATURE_AT.return_1h, zOver(1));
  block.set(row, FEATURE_AT.return_4h, zOver(4));
  if (count > DAY) block.set(row, FEATURE_AT.return_24h, zOver(DAY));
  if (count >= WEEK_CLOSES_MIN) block.set(row, FEATURE_AT.return_7d, zOver(count - 1));
  let high = 0;
  for (let i = 0; i < count; i++) high = Math.max(high, closes[i] as number);
  block.set(row, FEATURE_AT.distance_to_high, logRatio(high, closes[count - 1] as number) / (sigma * Math.sqrt(DAY)));
}

/** Realised variance of the last day against that of the week; also the mean move of an hour, which illiquidity needs. */
function writeVariances(returns: Float64Array, count: number, row: number, block: FeatureBlock): void {
  let all = 0;
  let last = 0;
  let moves = 0;
  for (let i = 0; i < count; i++) {
    const move = returns[i] as number;
    all += move * move;
    if (i < count - DAY) continue;
    last += move * move;
    moves += Math.abs(move);
  }
  block.hourlyMove[row] = moves / Math.min(DAY, count);
  if (count < VARIANCE_RETURNS_MIN || all === 0) return;
  block.set(row, FEATURE_AT.volatility_ratio, Math.log(Math.max(last / DAY, 1e-12) / (all / count)));
}

/** Positive at its end, and not held at a price by design. */
function isTrading(closes: Float64Array): boolean {
  const count = closes.length;
  if (!((closes[count - 1] as number) > 0)) return false;
  return rangeFrom(closes, count - DAY) >= PEGGED_DAY_RANGE || rangeFrom(closes, 0) >= PEGGED_WEEK_RANGE;
}

function rangeFrom(closes: Float64Array, start: number): number {
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  for (let i = start; i < closes.length; i++) {
    high = Math.max(high, closes[i] as number);
    low = Math.min(low, closes[i] as number);
  }
  return high / low - 1;
}
