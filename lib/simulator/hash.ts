const TWO_TO_32 = 4_294_967_296;

function scramble(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/**
 * Derives a key from a key and an integer (32 bits each). It is the only source of chance in the simulated market:
 * the same key and number give the same bits, so any moment can be computed without the moments before it.
 * The number is scrambled on its own first, or two keys would walk the same sequence with a shift.
 */
export function mix(key: number, number: number): number {
  return scramble(key ^ scramble(number + 0x9e3779b9));
}

/** Uniform in (0, 1), never an end point. */
export function uniform(bits: number): number {
  return ((bits >>> 0) + 0.5) / TWO_TO_32;
}

/** Nearly standard normal, from one word: the sum of its four bytes. Never beyond ±3.5. */
export function smallNormal(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8;
}

const T4_BOUND = 12;

/**
 * Student's t with four degrees of freedom, scaled to unit variance and held within ±12: the fat tail of hourly returns.
 * Closed-form quantile: Shaw (2006), "Sampling Student's T distribution", J. Comput. Finance 9(4).
 */
export function studentT4(bits: number): number {
  const u = uniform(bits);
  const spread = Math.sqrt(4 * u * (1 - u));
  const quantile = 2 * Math.sqrt(Math.max(0, Math.cos(Math.acos(spread) / 3) / spread - 1));
  const unit = Math.min(T4_BOUND, quantile * Math.SQRT1_2);
  return u < 0.5 ? -unit : unit;
}

/** A slowly varying, nearly standard normal value at a time. */
export type Drift = (at: number) => number;

/**
 * Smooth noise over time: hashed near-normal values at knots every `spacing` steps, joined by straight lines.
 * Volatility and turnover drift on it, which is what makes quiet and wild days come in clusters.
 * It remembers the two knots around the time asked last, because neighbours are asked in a row.
 */
export function createDrift(key: number, spacing: number): Drift {
  let knot = Number.NaN;
  let left = 0;
  let right = 0;
  return (at) => {
    const wanted = Math.floor(at / spacing);
    if (wanted !== knot) {
      knot = wanted;
      left = smallNormal(mix(key, knot));
      right = smallNormal(mix(key, knot + 1));
    }
    return left + (right - left) * (at / spacing - knot);
  };
}
