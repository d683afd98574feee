import { type Forecasts, type ForecastWeights, tally } from "./forecasts";

/** Mean squared error of probabilities, 0 (perfect) to 1; null for no forecasts. Brier (1950), Monthly Weather Review 78(1). */
export function brierScore({ probability, outcome }: Forecasts, weights: ForecastWeights = null): number | null {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < probability.length; i++) {
    const weight = weights === null ? 1 : (weights[i] ?? 0);
    const error = (probability[i] as number) - (outcome[i] as number);
    total += weight;
    sum += weight * error * error;
  }
  return total === 0 ? null : sum / total;
}

/**
 * 1 − Brier / Brier of a reference that says one rate for all: above 0 is better than the reference. Without a `reference`
 * it is these outcomes' own rate, the strictest there is, for nobody knows it beforehand. Null where the reference is perfect.
 */
export function brierSkill(
  forecasts: Forecasts,
  weights: ForecastWeights = null,
  reference: number | null = null,
): number | null {
  const score = brierScore(forecasts, weights);
  const { total, positive } = tally(forecasts, weights);
  if (score === null || total === 0) return null;
  const rate = positive / total;
  const base = reference === null ? rate * (1 - rate) : rate * (1 - reference) ** 2 + (1 - rate) * reference ** 2;
  return base === 0 ? null : 1 - score / base;
}
