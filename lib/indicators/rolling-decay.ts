/**
 * Exponentially weighted sums of the last `width` values: out[i] = share × Σ keep^k × values[i − k], k = 0 … width − 1; before
 * there are so many, of those there are. In constant time a value, by blocks of `width`: a window is the tail of one block
 * and the head of the next, so nothing is ever subtracted, no error builds up, and a window of zeros gives 0 whatever came
 * before it.
 */
export function rollingDecay(values: Float64Array, keep: number, share: number, width: number): Float64Array {
  const sums = new Float64Array(values.length);
  if (width === 0) return sums;
  const decay = powersOf(keep, width);
  /** tail[k]: the block before, from its k-th value on, as weighted at its end. */
  const tail = new Float64Array(width + 1);
  for (let start = 0; start < values.length; start += width) {
    const count = Math.min(width, values.length - start);
    let head = 0;
    for (let k = 0; k < count; k++) {
      head = head * keep + share * (values[start + k] as number);
      sums[start + k] = head + (decay[k + 1] as number) * (tail[k + 1] as number);
    }
    if (count < width) break;
    let sum = 0;
    for (let k = width - 1; k >= 0; k--) {
      sum += share * (decay[width - 1 - k] as number) * (values[start + k] as number);
      tail[k] = sum;
    }
  }
  return sums;
}

/** Sums of the last `width` values; before there are so many, of those there are. */
export function rollingSum(values: Float64Array, width: number): Float64Array {
  return rollingDecay(values, 1, 1, width);
}

function powersOf(base: number, highest: number): Float64Array {
  const powers = new Float64Array(highest + 1);
  powers[0] = 1;
  for (let k = 1; k <= highest; k++) powers[k] = (powers[k - 1] as number) * base;
  return powers;
}
