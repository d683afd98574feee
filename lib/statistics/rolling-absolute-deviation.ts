/**
 * `medianAbsoluteDeviation` of the last `width` (1 or more) values, the same numbers; 0 where there are fewer. The window is
 * kept in order: a value that leaves makes room for the one that comes, and the medians are looked up.
 */
export function rollingAbsoluteDeviation(values: Float64Array, width: number): Float64Array {
  const deviations = new Float64Array(values.length);
  if (values.length < width) return deviations;
  const sorted = values.slice(0, width).sort();
  for (let i = width - 1; i < values.length; i++) {
    if (i >= width) replaceSorted(sorted, values[i - width] as number, values[i] as number);
    deviations[i] = sortedAbsoluteDeviation(sorted);
  }
  return deviations;
}

/** Puts a value into ascending values in the place of one that is among them. */
function replaceSorted(sorted: Float64Array, leaves: number, comes: number): void {
  let place = placeOf(sorted, leaves);
  if (comes > leaves) {
    const last = sorted.length - 1;
    for (; place < last && (sorted[place + 1] as number) < comes; place++) sorted[place] = sorted[place + 1] as number;
  } else {
    for (; place > 0 && (sorted[place - 1] as number) > comes; place--) sorted[place] = sorted[place - 1] as number;
  }
  sorted[place] = comes;
}

/** Index of the first value that is not smaller. */
function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortedAbsoluteDeviation(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  if (sorted.length % 2 === 1) return distanceOf(sorted, upper, middle);
  const lower = sorted[middle - 1] as number;
  const centre = lower + (upper - lower) / 2;
  const near = distanceOf(sorted, centre, middle - 1);
  return near + (distanceOf(sorted, centre, middle) - near) / 2;
}

/**
 * The k-th smallest distance (k from 0) to `centre`. The k + 1 nearest values stand side by side; moving that stretch up
 * brings its lower end nearer and its upper end farther, so the best place is where the two distances cross.
 */
function distanceOf(sorted: Float64Array, centre: number, k: number): number {
  let low = 0;
  let high = sorted.length - 1 - k;
  while (low < high) {
    const start = (low + high) >> 1;
    if (centre - (sorted[start] as number) <= (sorted[start + k] as number) - centre) high = start;
    else low = start + 1;
  }
  const farthest = Math.max(centre - (sorted[low] as number), (sorted[low + k] as number) - centre);
  return low === 0 ? farthest : Math.min(farthest, centre - (sorted[low - 1] as number));
}
