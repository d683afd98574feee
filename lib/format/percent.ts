import type { Fraction, Percent } from "@/lib/market/units";
import { DASH, type Direction, MINUS } from "./glyph";

export interface ChangeText {
  readonly direction: Direction;
  /** "+", "−" or "" for what rounds to zero; drawn in its own box so that digits line up. */
  readonly sign: string;
  /** Without sign and unit: "5.02", "87.7", "1,235". */
  readonly digits: string;
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

function magnitudeDigits(magnitude: number): string {
  if (Number(magnitude.toFixed(2)) < 10) return magnitude.toFixed(2);
  if (Number(magnitude.toFixed(1)) < 1000) return magnitude.toFixed(1);
  return whole.format(magnitude);
}

/** A change in percent, in parts. What rounds to zero has no sign. Null stays null: the caller says why. */
export function changeParts(percent: Percent | null): ChangeText | null {
  if (percent === null) return null;
  const digits = magnitudeDigits(Math.abs(percent));
  if (Number(digits.replaceAll(",", "")) === 0) return { direction: "same", sign: "", digits };
  return percent > 0 ? { direction: "up", sign: "+", digits } : { direction: "down", sign: MINUS, digits };
}

/** A change in percent with its sign and unit: 5.02 → "+5.02%", −87.71 → "−87.7%", −0.004 → "0.00%". Null is a dash. */
export function formatChange(percent: Percent | null): string {
  const parts = changeParts(percent);
  return parts === null ? DASH : `${parts.sign}${parts.digits}%`;
}

/** The same change for a screen reader: "up 5.02 percent". */
export function spokenChange(percent: Percent | null): string {
  const parts = changeParts(percent);
  if (parts === null) return "unknown";
  if (parts.direction === "same") return "unchanged";
  return `${parts.direction} ${parts.digits} percent`;
}

/** A fraction as a share, without plus: 0.61 → "61%". Null is a dash. */
export function formatShare(fraction: Fraction | null, decimals = 0): string {
  if (fraction === null) return DASH;
  const text = (Math.abs(fraction) * 100).toFixed(decimals);
  return `${fraction < 0 && Number(text) !== 0 ? MINUS : ""}${text}%`;
}

/** A probability as a whole percent: 0.31 → "31%". Null is a dash. */
export function formatProbability(probability: Fraction | null): string {
  return formatShare(probability, 0);
}
