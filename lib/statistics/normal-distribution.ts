const INVERSE_ROOT_TWO_PI = 0.3989422804014327;
/** Beyond this the tail is below 1e-17 and the series would only lose digits. */
const FAR = 8.5;

/**
 * Standard normal distribution function Φ, absolute error below 1e-15.
 * Marsaglia (2004), "Evaluating the Normal Distribution", J. Statistical Software 11(4): ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …).
 */
export function normalCdf(x: number): number {
  if (x > FAR) return 1;
  if (x < -FAR) return 0;
  let sum = x;
  let term = x;
  for (let odd = 3; ; odd += 2) {
    term *= (x * x) / odd;
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * INVERSE_ROOT_TWO_PI * Math.exp((-x * x) / 2)));
}

const CENTRE_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const CENTRE_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const TAIL_BELOW = 0.02425;

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);

/** Where Φ reaches a probability strictly between 0 and 1; null outside. Acklam's rational approximation, made exact by one step of Halley's method. */
export function normalQuantile(probability: number): number | null {
  if (!(probability > 0 && probability < 1)) return null;
  if (probability > 0.5) return -lowerQuantile(1 - probability);
  return lowerQuantile(probability);
}

function lowerQuantile(probability: number): number {
  const start = probability < TAIL_BELOW ? tailStart(probability) : centreStart(probability);
  const error = (normalCdf(start) - probability) / (INVERSE_ROOT_TWO_PI * Math.exp((-start * start) / 2));
  return start - error / (1 + (start * error) / 2);
}

function tailStart(probability: number): number {
  const q = Math.sqrt(-2 * Math.log(probability));
  return polynomial(TAIL_TOP, q) / polynomial(TAIL_BOTTOM, q);
}

function centreStart(probability: number): number {
  const q = probability - 0.5;
  return (q * polynomial(CENTRE_TOP, q * q)) / polynomial(CENTRE_BOTTOM, q * q);
}
