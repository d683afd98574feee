/**
 * Median of the first `count` values, rearranging them: Hoare's quickselect, no sort and no memory.
 * The same number as `median`. `count` must be at least 1 and the values finite.
 */
export function medianInPlace(values: Float64Array, count: number): number {
  const middle = count >> 1;
  const high = selectInPlace(values, count, middle);
  if (count % 2 === 1) return high;
  let low = values[0] as number;
  for (let i = 1; i < middle; i++) low = Math.max(low, values[i] as number);
  return low + (high - low) / 2;
}

/** The k-th smallest of the first `count` values; afterwards nothing before index k is larger, nothing behind it smaller. */
export function selectInPlace(values: Float64Array, count: number, k: number): number {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = medianOfThree(values[left] as number, values[(left + right) >> 1] as number, values[right] as number);
    let i = left - 1;
    let j = right + 1;
    for (;;) {
      do i++;
      while ((values[i] as number) < pivot);
      do j--;
      while ((values[j] as number) > pivot);
      if (i >= j) break;
      const swapped = values[i] as number;
      values[i] = values[j] as number;
      values[j] = swapped;
    }
    if (k <= j) right = j;
    else left = j + 1;
  }
  return values[k] as number;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
