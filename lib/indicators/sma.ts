/** Simple mean of the `period` closes before index `end`, in their unit. Null when there are fewer. */
export function sma(closes: ArrayLike<number>, period: number, end = closes.length): number | null {
  if (period < 1 || end < period || end > closes.length) return null;
  let sum = 0;
  for (let i = end - period; i < end; i++) sum += closes[i] ?? 0;
  return sum / period;
}
