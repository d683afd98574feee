import type { Percent } from "@/lib/market/units";
import type { ExitReason } from "./outcomes";
import type { Trade } from "./run";

/** How many trades came out between one edge and the next; one edge more than counts, one of them 0. */
export interface Distribution {
  readonly edges: readonly Percent[];
  readonly counts: readonly number[];
}

const BINS_WANTED = 24;

/** Bins of a width of 1, 2 or 5 times a power of ten over all results. A result on an edge belongs to the bin above it. */
export function distributeTrades(trades: readonly Trade[]): Distribution {
  if (trades.length === 0) return { edges: [], counts: [] };
  let low = 0;
  let high = 0;
  for (const { pnlPct } of trades) {
    low = Math.min(low, pnlPct);
    high = Math.max(high, pnlPct);
  }
  const step = niceStep((high - low) / BINS_WANTED);
  const first = Math.floor(low / step.value);
  const counts = new Array<number>(Math.floor(high / step.value) - first + 1).fill(0);
  for (const { pnlPct } of trades) {
    const bin = Math.floor(pnlPct / step.value) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: counts.length + 1 }, (_, edge) => step.times(first + edge)), counts };
}

/** The next of …, 0.1, 0.2, 0.5, 1, 2, 5, … from a width on; multiples are made in decimal, so that three times 0.1 is 0.3. */
function niceStep(width: number): { value: number; times(count: number): number } {
  const exponent = width > 0 ? Math.max(-6, Math.floor(Math.log10(width))) : -1;
  const power = 10 ** exponent;
  const digit = [1, 2, 5, 10].find((candidate) => candidate * power >= width) ?? 10;
  return { value: Number(`${digit}e${exponent}`), times: (count) => Number(`${count * digit}e${exponent}`) };
}

export function countExits(trades: readonly Trade[]): Record<ExitReason, number> {
  const counts = { time_limit: 0, stop_loss: 0, take_profit: 0, end_of_data: 0, delisted: 0 };
  for (const { reason } of trades) counts[reason] += 1;
  return counts;
}
