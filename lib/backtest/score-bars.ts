import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import { logRatio } from "@/lib/indicators/fast-log-returns";
import { combineVolatility, SCORED_RETURNS } from "@/lib/indicators/hourly-volatility";
import { rollingSum } from "@/lib/indicators/rolling-decay";
import { rollingEma } from "@/lib/indicators/rolling-ema";
import { rollingRsi } from "@/lib/indicators/rolling-rsi";
import { type MomentumConfig, maxPoints } from "@/lib/momentum/config";
import { maCross } from "@/lib/momentum/ma-cross";
import { priceMomentum } from "@/lib/momentum/price-momentum";
import { RSI_PERIOD, rsiSignal } from "@/lib/momentum/rsi-signal";
import { baseScore, totalScore } from "@/lib/momentum/total-score";
import { medianBaseline } from "@/lib/momentum/volume-baseline";
import { neutralVolumeSpike, volumeSpike } from "@/lib/momentum/volume-spike";
import { rollingAbsoluteDeviation } from "@/lib/statistics/rolling-absolute-deviation";
import { rollingDeviation } from "@/lib/statistics/rolling-deviation";
import type { Bars, ScoreSeries } from "./bars";

/** Hourly closes that live scoring reads of a coin. */
export const SCORE_CLOSES = 168;
/** The provider's closes end this many hours before the price that comes with them, so live scoring reads them late too. */
export const CLOSES_LAG_BARS = 2;
/** Bars of a coin before its first score: a week of baselines, each over a day. */
export const WARM_UP_BARS = 192;
/** So many hours without a candle, of the warm-up before a bar, leave too little to score it by. */
export const MOST_MISSING_BARS = 24;

const DAY = 24;
const WEEK = 168;
const BASELINE_DAYS = 7;

/**
 * The production score at the close of every bar: the live board's functions, fed with what the provider would have said at
 * that hour. The price is the close, the changes are measured from the closes 1, 24 and 168 hours before, volume is that of
 * the last 24 hours against the same hour of the seven days before, and the 168 hourly closes end `closesLag` hours earlier.
 * In hours without a candle the price stands still, as the provider's does. Both bonuses are 0: nobody kept their inputs.
 * Nothing of a bar after i is in score i. Windows slide instead of being read again, equal to 1e-9.
 */
export function scoreBars(bars: Bars, config: MomentumConfig, closesLag: number = CLOSES_LAG_BARS): ScoreSeries {
  const { close, traded } = bars;
  const count = close.length;
  const scores = new Float64Array(count);
  const known = new Uint8Array(count);
  const first = traded.indexOf(1);
  if (first < 0 || count <= first + WARM_UP_BARS) return { scores, known };

  const points = maxPoints(config);
  const separationScale = emaSeparationScale(config.maFast, config.maSlow);
  const { sigma1h, deviation } = volatilityOf(close);
  const rsi = rollingRsi(close, RSI_PERIOD, SCORE_CLOSES);
  const averaged = config.maSlow <= SCORE_CLOSES;
  const emaFast = averaged ? rollingEma(close, config.maFast, SCORE_CLOSES) : close;
  const emaSlow = averaged ? rollingEma(close, config.maSlow, SCORE_CLOSES) : close;
  const volume = bars.volumeUsd24h ?? rollingSum(bars.volumeUsd, DAY);
  const tradedOf = rollingSum(Float64Array.from(traded), WARM_UP_BARS);
  const neutralSpike = neutralVolumeSpike(points.volume_spike).score;
  const before = new Array<number>(BASELINE_DAYS).fill(0);

  for (let i = first + WARM_UP_BARS; i < count; i++) {
    if (traded[i] === 0 || WARM_UP_BARS - (tradedOf[i] as number) > MOST_MISSING_BARS) continue;
    const at = i - closesLag;
    for (let day = 1; day <= BASELINE_DAYS; day++) before[day - 1] = volume[i - day * DAY] as number;
    const baseline = medianBaseline(before, "own_history");
    const base = baseScore({
      price_momentum: priceMomentum(
        {
          change1h: changeOver(close, i, 1),
          change24h: changeOver(close, i, DAY),
          change7d: changeOver(close, i, WEEK),
        },
        sigma1h[at] as number,
        points.price_momentum,
        config.priceMode,
      ).score,
      volume_spike:
        baseline === null
          ? neutralSpike
          : volumeSpike(volume[i] as number, baseline.baselineUsd, points.volume_spike).score,
      rsi_signal: rsiSignal(rsi[at] as number, points.rsi_signal),
      ma_cross: maCross(
        averaged
          ? { emaFast: emaFast[at] as number, emaSlow: emaSlow[at] as number, deviation: deviation[at] as number }
          : null,
        separationScale,
        points.ma_cross,
      ).score,
    });
    scores[i] = totalScore(base, 0, 0);
    known[i] = 1;
  }
  return { scores, known };
}

/** Percent over the last `hours` before the close of bar i. */
function changeOver(close: Float64Array, i: number, hours: number): number {
  return 100 * ((close[i] as number) / (close[i - hours] as number) - 1);
}

/** At each close, the hourly volatility and the deviation of the log returns of the window that ends there. */
function volatilityOf(close: Float64Array): { sigma1h: Float64Array; deviation: Float64Array } {
  const returns = new Float64Array(close.length);
  for (let i = 1; i < close.length; i++) returns[i] = logRatio(close[i - 1] as number, close[i] as number);
  const width = SCORE_CLOSES - 1;
  const deviation = rollingDeviation(returns, width);
  // The window of the median ends a day earlier: the day being scored stays out of its own yardstick.
  const absolute = rollingAbsoluteDeviation(returns, width - SCORED_RETURNS);
  const sigma1h = new Float64Array(close.length);
  for (let i = width; i < close.length; i++) {
    sigma1h[i] = combineVolatility(deviation[i] as number, absolute[i - SCORED_RETURNS] as number);
  }
  return { sigma1h, deviation };
}
