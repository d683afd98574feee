/** Forecasts of yes-or-no events with what happened, by ascending probability: what every measure of them reads. */
export interface Forecasts {
  readonly probability: Float64Array;
  /** 1 it happened, 0 it did not. */
  readonly outcome: Uint8Array;
  /** Where each stood before sorting; equal probabilities keep their order. */
  readonly source: Uint32Array;
}

/** How much each forecast counts, aligned with the sorted ones; a bootstrap draw repeats and leaves out. */
export type ForecastWeights = ArrayLike<number> | null;

export function sortForecasts(probability: ArrayLike<number>, outcome: ArrayLike<number>): Forecasts {
  const source = Uint32Array.from({ length: probability.length }, (_, index) => index);
  source.sort((left, right) => (probability[left] ?? 0) - (probability[right] ?? 0) || left - right);
  return {
    probability: Float64Array.from(source, (index) => probability[index] ?? 0),
    outcome: Uint8Array.from(source, (index) => outcome[index] ?? 0),
    source,
  };
}

/** Total weight and the weight of what happened. */
export function tally({ outcome }: Forecasts, weights: ForecastWeights): { total: number; positive: number } {
  let total = 0;
  let positive = 0;
  for (let i = 0; i < outcome.length; i++) {
    const weight = weights === null ? 1 : (weights[i] ?? 0);
    total += weight;
    positive += weight * (outcome[i] as number);
  }
  return { total, positive };
}
