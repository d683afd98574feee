/**
 * Sample standard deviations of the last `width` (2 or more) values, in constant time a value; 0 where there are fewer. The
 * tail of one block of `width` and the head of the next are merged by Chan, Golub & LeVeque (1983), "Algorithms for
 * computing the sample variance": no difference of large sums, so the digits of a calm stretch after a wild one are all there.
 */
export function rollingDeviation(values: Float64Array, width: number): Float64Array {
  const deviations = new Float64Array(values.length);
  const tailMean = new Float64Array(width + 1);
  const tailSquares = new Float64Array(width + 1);
  for (let start = 0; start < values.length; start += width) {
    const count = Math.min(width, values.length - start);
    let mean = 0;
    let squares = 0;
    for (let k = 0; k < count; k++) {
      const off = (values[start + k] as number) - mean;
      mean += off / (k + 1);
      squares += off * ((values[start + k] as number) - mean);
      if (start === 0 && k < width - 1) continue;
      const apart = mean - (tailMean[k + 1] as number);
      const between = (apart * apart * (k + 1) * (width - 1 - k)) / width;
      deviations[start + k] = Math.sqrt((squares + (tailSquares[k + 1] as number) + between) / (width - 1));
    }
    if (count < width) break;
    mean = 0;
    squares = 0;
    for (let k = width - 1; k >= 0; k--) {
      const off = (values[start + k] as number) - mean;
      mean += off / (width - k);
      squares += off * ((values[start + k] as number) - mean);
      tailMean[k] = mean;
      tailSquares[k] = squares;
    }
  }
  return deviations;
}
