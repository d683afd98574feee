const SCALE = 24;
const ONE = 10n ** BigInt(SCALE);

/** Money as a whole number of 1e-24: sums, products and quotients of prices and sizes without binary rounding. */
export type FixedPoint = bigint;

/** Reads a plain decimal such as "1000.50" or a number of the wire; null when it is none, or not finite. */
export function fixedPoint(value: string | number): FixedPoint | null {
  const match = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/iu.exec(String(value).trim());
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const shift = SCALE + Number(exponent) - fraction.length;
  const digits = BigInt(`${whole}${fraction}`);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === "-" ? -scaled : scaled;
}

export function multiply(left: FixedPoint, right: FixedPoint): FixedPoint {
  return (left * right) / ONE;
}

/** The caller has made sure that the divisor is not zero. */
export function divide(dividend: FixedPoint, divisor: FixedPoint): FixedPoint {
  return (dividend * ONE) / divisor;
}

/** The digits of a value, halves rounded away from zero: "1234.50", "-0.10". What rounds to zero has no sign. */
export function fixedDigits(value: FixedPoint, decimals: number): string {
  const unit = 10n ** BigInt(SCALE - decimals);
  const magnitude = value < 0n ? -value : value;
  const rounded = (magnitude + unit / 2n) / unit;
  const digits = String(rounded).padStart(decimals + 1, "0");
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return value < 0n && rounded !== 0n ? `-${text}` : text;
}

/** For what is only compared or drawn. */
export function toNumber(value: FixedPoint): number {
  return Number(fixedDigits(value, 18));
}
