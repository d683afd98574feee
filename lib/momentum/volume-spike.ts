import type { Usd } from "@/lib/market/units";
import { clamp } from "@/lib/statistics/clamp";
import { hill } from "@/lib/statistics/hill";

const RATIO_CAP = 20;

export interface VolumeSpike {
  score: number;
  /** Volume over its baseline, 0–20; null when there is nothing to compare with. */
  ratio: number | null;
}

/**
 * How far volume stands above its own baseline: maxPoints × hill(volume / baseline), from 0 to `maxPoints`.
 * Half of it at the baseline. Unsigned: a crash on volume spikes too. Any volume over a baseline of 0 counts as 20-fold.
 */
export function volumeSpike(volumeUsd: Usd, baselineUsd: Usd, maxPoints: number): VolumeSpike {
  const ratio = volumeUsd === 0 ? 0 : baselineUsd === 0 ? RATIO_CAP : clamp(volumeUsd / baselineUsd, 0, RATIO_CAP);
  return { score: maxPoints * hill(ratio), ratio };
}

/**
 * The same from turnover against coins of similar size, for a coin without a history here:
 * ratio = exp(ln turnover − the peers' median ln turnover). It says less, so only half of the distance from neutral counts.
 */
export function peerVolumeSpike(logTurnover: number, peerLogTurnover: number, maxPoints: number): VolumeSpike {
  const ratio = clamp(Math.exp(logTurnover - peerLogTurnover), 0, RATIO_CAP);
  const neutral = neutralVolumeSpike(maxPoints).score;
  return { score: neutral + 0.5 * (maxPoints * hill(ratio) - neutral), ratio };
}

/** What a coin without volume or baseline gets: the points of an ordinary day. */
export function neutralVolumeSpike(maxPoints: number): VolumeSpike {
  return { score: maxPoints / 2, ratio: null };
}
