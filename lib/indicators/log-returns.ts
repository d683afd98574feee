/** Natural-log returns between neighbouring closes, oldest first: one fewer than the closes. Closes are positive. */
export function logReturns(closes: ArrayLike<number>): Float64Array {
  const returns = new Float64Array(Math.max(0, closes.length - 1));
  for (let i = 0; i < returns.length; i++) returns[i] = Math.log((closes[i + 1] ?? 1) / (closes[i] ?? 1));
  return returns;
}
