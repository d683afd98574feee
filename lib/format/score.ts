import { formatCount } from "./count";
import { DASH, type Direction, MINUS } from "./glyph";

/** A score or points, one decimal, never with a percent sign: 83.7. Null is a dash. */
export function formatScore(score: number | null): string {
  if (score === null) return DASH;
  const text = Math.abs(score).toFixed(1);
  return score < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** A score that stands alone says what it could be at most: "83.7 of 95.5". */
export function scoreOfMaximum(score: number, maximum: number): string {
  return `${formatScore(score)} of ${formatScore(maximum)}`;
}

/** "above 99% of 2,310 ranked"; rounded down, so nobody stands above everybody. */
export function percentileSentence(percentile: number, ranked: number): string {
  return `above ${Math.floor(Math.min(percentile, 99))}% of ${formatCount(ranked)} ranked`;
}

export interface ScoreDelta {
  readonly direction: Direction;
  /** Points without sign: "0.6". */
  readonly digits: string;
}

/** A movement of the score in points; null when it is unknown or below 0.1 and therefore not shown. */
export function scoreDelta(points: number | null): ScoreDelta | null {
  if (points === null) return null;
  const digits = Math.abs(points).toFixed(1);
  if (Number(digits) < 0.1) return null;
  return { direction: points > 0 ? "up" : "down", digits };
}

/** A confidence from 0 to 1, two decimals; not a probability and therefore not a percentage. Null is a dash. */
export function formatConfidence(confidence: number | null): string {
  return confidence === null ? DASH : confidence.toFixed(2);
}

/** A ratio with its multiplication sign: 2.71 → "2.71×". Null is a dash. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? DASH : `${ratio.toFixed(2)}×`;
}
