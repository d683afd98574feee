/** Rounds half away from zero in decimal, so that 1.005 becomes 1.01 although its binary form is a little less. */
export function roundTo(value: number, digits: number): number {
  // Numbers of this size have no decimals to round.
  if (Math.abs(value) >= 1e15) return value;
  const scaled = Number(`${Math.abs(value)}e${digits}`);
  // Exponents in the text itself (1e-7) cannot be shifted that way.
  const shifted = Number.isFinite(scaled) ? scaled : Math.abs(value) * 10 ** digits;
  const rounded = Math.round(shifted) / 10 ** digits;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

export function roundOrNull(value: number | null, digits: number): number | null {
  return value === null ? null : roundTo(value, digits);
}

export function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

export function significantOrNull(value: number | null, digits: number): number | null {
  return value === null ? null : significant(value, digits);
}
