import { median } from "@/lib/statistics/median";
import type { BaselineSource } from "./scored-coin";

const WISHED_DAYS = 7;
const NEEDED_DAYS = 3;

/** A coin's ordinary volume and what it rests on. */
export interface VolumeBaseline {
  baselineUsd: number;
  source: Exclude<BaselineSource, "peer">;
  /** Observations found, of those wished for. */
  have: number;
  wished: number;
}

/**
 * The ordinary rolling 24 h volume of a coin in US dollars: the median of the volumes at the same hour of the seven days
 * before. Same hour and windows that do not overlap, so neither the hour of day nor the day itself is in it twice.
 * Null when fewer than three of the seven are known.
 */
export function medianBaseline(volumes: readonly number[], source: VolumeBaseline["source"]): VolumeBaseline | null {
  const known = volumes.filter((volume) => Number.isFinite(volume) && volume >= 0);
  const baselineUsd = median(known);
  if (baselineUsd === null || known.length < NEEDED_DAYS) return null;
  return { baselineUsd, source, have: known.length, wished: WISHED_DAYS };
}
