import { emaOfFour } from "@/lib/indicators/ema-of-four";
import { lastCross } from "@/lib/indicators/ema-separation";
import { fastLogReturns } from "@/lib/indicators/fast-log-returns";
import { forEachFour } from "@/lib/indicators/four-series";
import { combineVolatility, MAD_MIN_RETURNS, SCORED_RETURNS } from "@/lib/indicators/hourly-volatility";
import { rsiOfFour } from "@/lib/indicators/rsi-of-four";
import { binnedDeviation } from "@/lib/statistics/binned-deviation";
import { binnedMedianScratch } from "@/lib/statistics/binned-median";
import { type CloseReading, readCloses } from "./close-reading";
import type { MomentumConfig } from "./config";
import { RSI_PERIOD } from "./rsi-signal";

/** Reads every series of a universe, aligned with `series`. */
export type ReadAllCloses = (
  series: readonly Float64Array[],
  averages: Pick<MomentumConfig, "maFast" | "maSlow">,
) => CloseReading[];

/**
 * A `readAllCloses` that keeps what it read for as long as the array lives, so that a refresh of a hundred coins reads a
 * hundred. It tells arrays apart by identity: an array that was given to it must never change. Its answers are the same.
 */
export function rememberCloses(): ReadAllCloses {
  let known = new WeakMap<Float64Array, CloseReading>();
  let readWith: Parameters<ReadAllCloses>[1] = { maFast: 0, maSlow: 0 };
  return (series, averages) => {
    if (averages.maFast !== readWith.maFast || averages.maSlow !== readWith.maSlow) known = new WeakMap();
    readWith = averages;
    const unread = series.filter((closes) => !known.has(closes));
    const fresh = readAllCloses(unread, averages);
    unread.forEach((closes, i) => {
      known.set(closes, fresh[i] as CloseReading);
    });
    return series.map((closes) => known.get(closes) as CloseReading);
  };
}

/**
 * `readCloses` for a universe, aligned with `series`, at several times its speed: four coins walk the recursions together,
 * medians are counted instead of sorted, and no memory is taken but for the answers. A property test holds both to 1e-9.
 */
export function readAllCloses(
  series: readonly Float64Array[],
  { maFast, maSlow }: Pick<MomentumConfig, "maFast" | "maSlow">,
): CloseReading[] {
  const readings = new Array<CloseReading>(series.length);
  const longest = series.reduce((most, { length }) => Math.max(most, length), 0);
  const returns = new Float64Array(longest);
  const scratch = binnedMedianScratch(longest);
  const rsis = new Float64Array(4);
  const fast = new Float64Array(4 * longest);
  const slow = new Float64Array(4 * longest);
  // The fast average begins earlier; both are read from the close where the slow one begins.
  const fastFromSlow = fast.subarray(4 * (maSlow - maFast));
  const enough = Math.max(maSlow, RSI_PERIOD + 1, SCORED_RETURNS + MAD_MIN_RETURNS + 1);
  forEachFour(series, (four, indices) => {
    if (four[0].length < enough) {
      // A young coin has fewer readings, each with a threshold of its own; there are few of them.
      for (let k = 0; k < 4; k++) {
        readings[indices[k] as number] = readCloses(four[k] as Float64Array, { maFast, maSlow });
      }
      return;
    }
    rsiOfFour(four, RSI_PERIOD, rsis);
    emaOfFour(four, maFast, fast);
    const count = emaOfFour(four, maSlow, slow);
    const newest = 4 * (count - 1);
    for (let k = 0; k < 4; k++) {
      const closes = four[k] as Float64Array;
      const deviation = fastLogReturns(closes, returns);
      const mad = binnedDeviation(returns, closes.length - 1 - SCORED_RETURNS, deviation, scratch);
      readings[indices[k] as number] = {
        sigma1h: combineVolatility(deviation, mad),
        rsi: rsis[k] as number,
        averages: {
          emaFast: fastFromSlow[newest + k] as number,
          emaSlow: slow[newest + k] as number,
          deviation,
        },
        cross: lastCross(fastFromSlow, slow, count, k, 4),
      };
    }
  });
  return readings;
}
