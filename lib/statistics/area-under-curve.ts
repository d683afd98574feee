import type { Forecasts, ForecastWeights } from "./forecasts";

/**
 * Area under the ROC curve: the chance that something that happened was given more than something that did not, equal ones
 * counting half. Mann and Whitney (1947). Null unless both kinds are there.
 */
export function areaUnderCurve({ probability, outcome }: Forecasts, weights: ForecastWeights = null): number | null {
  let below = 0;
  let positives = 0;
  let pairs = 0;
  for (let from = 0; from < probability.length; ) {
    const tied = probability[from];
    let yes = 0;
    let no = 0;
    let to = from;
    for (; to < probability.length && probability[to] === tied; to++) {
      const weight = weights === null ? 1 : (weights[to] ?? 0);
      if (outcome[to] === 1) yes += weight;
      else no += weight;
    }
    pairs += yes * (below + no / 2);
    below += no;
    positives += yes;
    from = to;
  }
  return positives === 0 || below === 0 ? null : pairs / (positives * below);
}
