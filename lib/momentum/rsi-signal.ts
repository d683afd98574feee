import { clamp } from "@/lib/statistics/clamp";

export const RSI_PERIOD = 14;
export const RSI_OVERBOUGHT = 80;
const RSI_OVERSOLD = 20;

/**
 * Points for relative strength: none at RSI 20 and below, `maxPoints` at 80 and above, straight between; half when unknown.
 * Rising throughout, because this is a momentum score: exhaustion is said by the `overbought` flag, never by fewer points.
 */
export function rsiSignal(rsi: number | null, maxPoints: number): number {
  return rsi === null ? maxPoints / 2 : maxPoints * clamp((rsi - RSI_OVERSOLD) / (RSI_OVERBOUGHT - RSI_OVERSOLD), 0, 1);
}
