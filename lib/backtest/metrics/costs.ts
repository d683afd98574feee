import { HOUR_MS, type Percent } from "@/lib/market/units";
import type { Run, Trade } from "../run";
import { DAYS_PER_YEAR } from "./moments";

export interface CostFigures {
  /** Paid over the whole run, percent of what it started with. */
  readonly fees: Percent;
  readonly slippage: Percent;
  /** Value bought and sold over the equity of the time, a year: 2 is once in and once out. */
  readonly turnover: number;
}

/** Each trade's costs are a share of what was put in, and that a share of the equity at the close before it was bought. */
export function costFigures(run: Run, days: number): CostFigures {
  let fees = 0;
  let slippage = 0;
  let traded = 0;
  for (const trade of run.trades) {
    const stake = equityBefore(run, trade) * trade.weight;
    fees += stake * trade.feePct;
    slippage += stake * trade.slippagePct;
    traded += 2 * trade.weight;
  }
  return { fees, slippage, turnover: days > 0 ? (traded * DAYS_PER_YEAR) / days : 0 };
}

function equityBefore({ firstOpenAt, equity }: Run, { entryAt }: Trade): number {
  return equity[Math.floor((entryAt - firstOpenAt) / HOUR_MS) - 1] ?? 1;
}
