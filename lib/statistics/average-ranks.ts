/** Ranks from 1 for the smallest value on; equal values share the mean of the ranks they take up. Values are finite. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  const valueAt = (index: number): number => values[index] ?? 0;
  order.sort((left, right) => valueAt(left) - valueAt(right));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    const tied = valueAt(order[start] ?? 0);
    let end = start + 1;
    while (end < order.length && valueAt(order[end] ?? 0) === tied) end += 1;
    for (let place = start; place < end; place++) ranks[order[place] ?? 0] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
