import { DASH, MINUS } from "./glyph";

/** A plain reading with fixed decimals and a true minus: −1.234 → "−1.23". Null is a dash. */
export function formatReading(value: number | null, decimals: number): string {
  if (value === null) return DASH;
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `${MINUS}${digits}` : digits;
}

/** The same with its sign always said: 2.9453 → "+2.95"; what rounds to zero has none. */
export function formatSignedReading(value: number | null, decimals: number): string {
  const text = formatReading(value, decimals);
  return value !== null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** Points without idle decimals: 30 → "30", 2.5 → "2.5". */
export function formatPoints(points: number): string {
  return String(Number(points.toFixed(1)));
}
