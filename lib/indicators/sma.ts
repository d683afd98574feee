/** Simple mean of the last `period` closes, in their unit. Null when there are fewer. */
export function sma(closes: ArrayLike<number>, period: number): number | null {
  if (period < 1 || closes.length < period) return null;
  let sum = 0;
  for (let i = closes.length - period; i < closes.length; i++) sum += closes[i] ?? 0;
  return sum / period;
}
