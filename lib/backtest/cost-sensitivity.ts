import type { Percent } from "@/lib/market/units";
import { measureStretch } from "./metrics/measure-run";
import type { Rules } from "./parameters";
import type { Run } from "./run";

export interface CostCase {
  readonly costsTimes: number;
  readonly totalReturn: Percent;
  readonly sharpe: number | null;
  readonly tradeCount: number;
}

export const COST_MULTIPLES = [0, 1, 2, 4] as const;

/** The same rules with fees and slippage so many times as high; a fee or slippage of 0 stays 0. */
export function scaleCosts(rules: Rules, times: number): Rules {
  const { slippage } = rules;
  return {
    ...rules,
    feeBps: rules.feeBps * times,
    slippage:
      slippage.model === "fixed" || times === 0
        ? { model: "fixed", bps: slippage.model === "fixed" ? slippage.bps * times : 0 }
        : // Impact grows with the root of the order.
          { model: "sqrt_impact", orderUsd: slippage.orderUsd * times ** 2 },
  };
}

/** The whole run again at other costs, by the production engine: costs also move entries, and with them stops and targets. */
export function measureCosts(rules: Rules, run: Run, rerun: (rules: Rules) => Run): CostCase[] {
  return COST_MULTIPLES.map((costsTimes) => {
    const { totalReturn, sharpe, tradeCount } = measureStretch(
      costsTimes === 1 ? run : rerun(scaleCosts(rules, costsTimes)),
    );
    return { costsTimes, totalReturn, sharpe, tradeCount };
  });
}
