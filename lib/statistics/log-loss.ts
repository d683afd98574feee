import { clamp } from "./clamp";
import type { Forecasts, ForecastWeights } from "./forecasts";

/** A certain forecast that fails would cost infinitely much. */
const SURE = 1e-12;

/** Mean of −ln of the probability given to what happened, in nats; null for no forecasts. */
export function logLoss({ probability, outcome }: Forecasts, weights: ForecastWeights = null): number | null {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < probability.length; i++) {
    const weight = weights === null ? 1 : (weights[i] ?? 0);
    const p = clamp(probability[i] as number, SURE, 1 - SURE);
    total += weight;
    sum -= weight * Math.log(outcome[i] === 1 ? p : 1 - p);
  }
  return total === 0 ? null : sum / total;
}
