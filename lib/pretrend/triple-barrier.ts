/** How many hourly closes after the prediction are looked at. */
export const HORIZON_HOURS = 24;

export interface BarrierOutcome {
  /** 1: the upper barrier came first. 0: the lower one did, or neither within the horizon. */
  outcome: 0 | 1;
  /** The close that touched a barrier, counted from 1; null when none did. */
  step: number | null;
}

/**
 * Which of two barriers, one `sigma24` above and one below the first price in log returns, the next 24 hourly closes reach
 * first. `path[0]` is the price at the prediction, then the closes in order; a path that ends earlier has timed out.
 * López de Prado (2018), "Advances in Financial Machine Learning", chapter 3.
 */
export function tripleBarrier(path: ArrayLike<number>, sigma24: number): BarrierOutcome {
  const start = path[0] ?? Number.NaN;
  const last = Math.min(HORIZON_HOURS, path.length - 1);
  for (let step = 1; step <= last; step++) {
    const move = Math.log((path[step] ?? Number.NaN) / start);
    if (move >= sigma24) return { outcome: 1, step };
    if (move <= -sigma24) return { outcome: 0, step };
  }
  return { outcome: 0, step: null };
}
