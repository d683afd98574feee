/** A non-decreasing step curve: `levels[i]` at inputs from `starts[i]` to `ends[i]`. */
export interface IsotonicFit {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly levels: readonly number[];
}

interface Pool {
  start: number;
  end: number;
  sum: number;
  weight: number;
}

/**
 * The non-decreasing curve closest to the values in least squares, by pooling adjacent violators.
 * `inputs` ascend; equal inputs are one. Barlow et al. (1972), "Statistical Inference under Order Restrictions".
 */
export function isotonicRegression(inputs: ArrayLike<number>, values: ArrayLike<number>): IsotonicFit {
  const pools: Pool[] = [];
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i] as number;
    const top = pools.at(-1);
    if (top !== undefined && top.end === input) {
      top.sum += values[i] as number;
      top.weight += 1;
    } else {
      pools.push({ start: input, end: input, sum: values[i] as number, weight: 1 });
    }
    const tieFollows = i + 1 < inputs.length && inputs[i + 1] === input;
    if (!tieFollows) poolViolators(pools);
  }
  return {
    starts: pools.map(({ start }) => start),
    ends: pools.map(({ end }) => end),
    levels: pools.map(({ sum, weight }) => sum / weight),
  };
}

function poolViolators(pools: Pool[]): void {
  for (;;) {
    const top = pools.at(-1);
    const below = pools.at(-2);
    if (top === undefined || below === undefined || below.sum / below.weight < top.sum / top.weight) return;
    below.end = top.end;
    below.sum += top.sum;
    below.weight += top.weight;
    pools.pop();
  }
}
