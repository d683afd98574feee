/**
 * Mid-rank percentile, 0–100, of every value among all of them: 100 × (those below + half of those equal) / count.
 * `descending` is sorted from high to low; the answer is aligned with it.
 */
export function percentileRanks(descending: ArrayLike<number>): Float64Array {
  const count = descending.length;
  const ranks = new Float64Array(count);
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && descending[end] === descending[first]) end++;
    const percentile = (100 * (count - end + (end - first) / 2)) / count;
    ranks.fill(percentile, first, end);
    first = end;
  }
  return ranks;
}
