import { DAY_MS, type Percent } from "@/lib/market/units";
import { blockBootstrap, type Interval } from "@/lib/statistics/block-bootstrap";
import type { Trade } from "../run";
import { DAYS_MIN, DAYS_PER_YEAR } from "./moments";

const DRAWS = 1_000;

/**
 * 95 % interval of the annualised Sharpe ratio: days drawn again in whole blocks of n^⅓ neighbouring days, so that what hangs
 * together in time stays together. Künsch (1989); the length after Hall, Horowitz & Jing (1995), Biometrika 82(3).
 */
export function sharpeInterval(returns: ArrayLike<number>, seed: number): Interval | null {
  const days = returns.length;
  if (days < DAYS_MIN) return null;
  const length = Math.max(1, Math.round(days ** (1 / 3)));
  const blocks = Math.ceil(days / length);
  const counts = new Float64Array(blocks);
  const sums = new Float64Array(blocks);
  const squares = new Float64Array(blocks);
  for (let day = 0; day < days; day++) {
    const block = Math.floor(day / length);
    const value = returns[day] as number;
    counts[block] = (counts[block] as number) + 1;
    sums[block] = (sums[block] as number) + value;
    squares[block] = (squares[block] as number) + value * value;
  }
  const sharpeOf = (drawn: Uint32Array): number | null => {
    let count = 0;
    let sum = 0;
    let square = 0;
    for (let block = 0; block < blocks; block++) {
      const times = drawn[block] as number;
      count += times * (counts[block] as number);
      sum += times * (sums[block] as number);
      square += times * (squares[block] as number);
    }
    const variance = (square - (sum * sum) / count) / (count - 1);
    return variance > 1e-18 ? (sum / count / Math.sqrt(variance)) * Math.sqrt(DAYS_PER_YEAR) : null;
  };
  return blockBootstrap(blocks, sharpeOf, { draws: DRAWS, seed });
}

/**
 * 95 % interval of the mean trade, percent: trades drawn again, those bought on one UTC day together, because they shared that
 * day's market. Trades held for days overlap with those of the next ones: a block then is as many days as they were held on
 * average. Null when they were bought in fewer than eight blocks.
 */
export function meanTradeInterval(
  trades: readonly Trade[],
  seed: number,
): { readonly low: Percent; readonly high: Percent } | null {
  const blockMs = blockDays(trades) * DAY_MS;
  const byBlock = new Map<number, { sum: number; count: number }>();
  for (const { entryAt, pnlPct } of trades) {
    const block = Math.floor(entryAt / blockMs);
    const bought = byBlock.get(block) ?? { sum: 0, count: 0 };
    bought.sum += pnlPct;
    bought.count += 1;
    byBlock.set(block, bought);
  }
  // In the order of time, so that the same trades give the same draws whichever way they were listed.
  const blocks = [...byBlock].sort(([left], [right]) => left - right).map(([, bought]) => bought);
  const sums = Float64Array.from(blocks, ({ sum }) => sum);
  const counts = Float64Array.from(blocks, ({ count }) => count);
  const meanOf = (drawn: Uint32Array): number | null => {
    let sum = 0;
    let count = 0;
    for (let block = 0; block < sums.length; block++) {
      const times = drawn[block] as number;
      sum += times * (sums[block] as number);
      count += times * (counts[block] as number);
    }
    return count === 0 ? null : sum / count;
  };
  return blockBootstrap(sums.length, meanOf, { draws: DRAWS, seed });
}

function blockDays(trades: readonly Trade[]): number {
  let held = 0;
  for (const { entryAt, exitAt } of trades) held += exitAt - entryAt;
  return trades.length === 0 ? 1 : Math.max(1, Math.round(held / trades.length / DAY_MS));
}
