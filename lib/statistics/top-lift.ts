import { type Forecasts, type ForecastWeights, tally } from "./forecasts";

/**
 * How much oftener the highest `share` of forecasts came true than all of them: 1 is no better. Forecasts equal to the
 * lowest of the top are taken in part. Null when nothing happened.
 */
export function topLift(forecasts: Forecasts, share: number, weights: ForecastWeights = null): number | null {
  const { probability, outcome } = forecasts;
  const { total, positive } = tally(forecasts, weights);
  if (positive === 0) return null;
  let wanted = share * total;
  let happened = 0;
  for (let to = probability.length - 1; to >= 0 && wanted > 0; ) {
    const tied = probability[to];
    let mass = 0;
    let yes = 0;
    for (; to >= 0 && probability[to] === tied; to--) {
      const weight = weights === null ? 1 : (weights[to] ?? 0);
      mass += weight;
      yes += weight * (outcome[to] as number);
    }
    if (mass === 0) continue;
    const taken = Math.min(mass, wanted);
    happened += (yes * taken) / mass;
    wanted -= taken;
  }
  return happened / (share * total) / (positive / total);
}
