import type { ClusterPoint } from "@/lib/clustering/feature-rows";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";

/** No volume at all is as far down as a logarithm goes here; the clip of the features ends earlier. */
const LEAST = 1e-6;
const SQRT_DAY = Math.sqrt(24);
const SQRT_WEEK = Math.sqrt(168);

/** The features of formula A.15 from a scored coin; whatever the score itself had to guess is unknown here. */
export function toClusterPoint({ asset, score, readings }: ScoredCoin): ClusterPoint {
  const { marketCapUsd, volumeUsd24h, changePercent7d } = asset;
  const { ratio, baselineSource } = readings.volume;
  const { sigma1h, sigmaSource } = readings.price;
  const ownSigma = sigmaSource === "own" ? sigma1h : null;
  return {
    id: asset.id,
    symbol: asset.symbol,
    score,
    // Against peers the ratio is turnover again, which has its own place.
    logVolumeRatio: ratio === null || baselineSource === "peer" ? null : Math.log(Math.max(ratio, LEAST)),
    logTurnover:
      volumeUsd24h === null || marketCapUsd === null ? null : Math.log(Math.max(volumeUsd24h / marketCapUsd, LEAST)),
    logMarketCap: marketCapUsd === null ? null : Math.log10(marketCapUsd),
    logSigma24: ownSigma === null ? null : Math.log(ownSigma * SQRT_DAY),
    z7d:
      ownSigma === null || changePercent7d === null
        ? null
        : Math.log(Math.max(1 + changePercent7d / 100, LEAST)) / (ownSigma * SQRT_WEEK),
    whaleConfidence: readings.whale.confidence,
  };
}
