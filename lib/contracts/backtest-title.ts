import type { BacktestPlan } from "./backtest-plan";
import { variantsOf } from "./backtest-plan";

const NAMED = 3;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** "SOL · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30"; an instant belongs to the day that ends with it. */
export function backtestTitle(plan: BacktestPlan): string {
  return [coinsOf(plan), rulesOf(plan), `${day(plan.from)} – ${day(plan.to - 1)}`].join(" · ");
}

function coinsOf({ coins, isUniverse, portfolio }: BacktestPlan): string {
  if (isUniverse) return `Top ${portfolio?.topN ?? coins.length} of ${coins.length} coins`;
  const symbols = coins.slice(0, NAMED).map(({ symbol }) => symbol);
  const rest = coins.length - symbols.length;
  return rest > 0 ? `${symbols.join(", ")} and ${rest} more` : symbols.join(", ");
}

function rulesOf(plan: BacktestPlan): string {
  const { threshold, holdHours } = plan.rules;
  const sweep = plan.sweep === null ? "" : `, ${variantsOf(plan).toLocaleString("en-US")} variants`;
  return `score ≥ ${threshold}, ${holdHours} h${sweep}${plan.walkForward ? ", walk-forward" : ""}`;
}
