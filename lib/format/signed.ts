import { DASH, MINUS } from "./glyph";

/** A plain number with two decimals and a true minus, without plus: 0.71, −0.27. Null is a dash. */
export function formatSigned(value: number | null): string {
  if (value === null) return DASH;
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}
