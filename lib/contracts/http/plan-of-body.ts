import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import { hoursOf, variantsOf, WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import type { BacktestBody } from "./backtest-body";
import type { BodyMistake, Period } from "./backtest-period";

/** Sets of rules that one run may try. */
export const VARIANTS_MAX = 2_500;
/** Hours of all coins together, warm-up included: what fits into a worker's memory. */
export const COIN_HOURS_MAX = 5_000_000;
/** Hours of all coins times the sets of rules that are tried on them: what a run can do within its time. */
const STEPS_MAX = 2_500_000_000;
const POSITIONS_MAX = 100;

export interface PlanCoin {
  readonly coinId: string;
  readonly symbol: string;
}

/** Which coins a body means: exactly one of the three ways to say it. */
export function mistakesOfChoice(body: BacktestBody): readonly BodyMistake[] {
  const { symbol, symbols, top_n: topN, max_weight: maxWeight } = body;
  if (symbol === null && symbols.length === 0) {
    const message = "must name a coin, unless symbols names several or top_n says how many of the universe to hold";
    return topN === null ? [{ path: "symbol", message }] : [];
  }
  if (symbol === null) return [];
  const several = "must be left out where symbol names one coin; name several in symbols";
  return [
    ...(symbols.length > 0 ? [{ path: "symbols", message: several }] : []),
    ...(topN === null ? [] : [{ path: "top_n", message: several }]),
    ...(maxWeight === 1 ? [] : [{ path: "max_weight", message: several }]),
  ];
}

const byId = (a: PlanCoin, b: PlanCoin): number => (a.coinId < b.coinId ? -1 : Number(a.coinId > b.coinId));
const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** The plan of a body whose coins and period are known; equal requests in other words have equal plans. */
export function planOfBody(
  body: BacktestBody,
  coins: readonly PlanCoin[],
  { from, to }: Period,
  basis: BacktestPlan["basis"],
): BacktestPlan {
  const each = [...new Map(coins.map((coin) => [coin.coinId, coin])).values()].sort(byId);
  const isUniverse = body.symbol === null && body.symbols.length === 0;
  const isPortfolio = isUniverse || each.length > 1 || body.top_n !== null;
  const topN = body.top_n ?? Math.min(each.length, POSITIONS_MAX);
  return {
    strategy: body.strategy,
    coins: each.map(({ coinId, symbol }) => ({ coinId, symbol })),
    isUniverse,
    from,
    to,
    rules: {
      threshold: body.threshold,
      holdHours: body.hold_hours,
      stopLossPct: body.stop_loss_pct,
      takeProfitPct: body.take_profit_pct,
      feeBps: body.fee_bps,
      slippage:
        body.slippage_model === "fixed"
          ? { model: "fixed", bps: body.slippage_bps }
          : { model: "sqrt_impact", orderUsd: body.order_usd },
      allowReentry: body.allow_reentry,
      side: "long",
    },
    portfolio: isPortfolio ? { topN, maxWeight: body.max_weight } : null,
    walkForward: body.walk_forward,
    sweep:
      body.sweep === null
        ? null
        : { thresholds: ascending(body.sweep.thresholds), holdHours: ascending(body.sweep.hold_hours) },
    seed: body.seed,
    basis,
  };
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** What makes a plan too large for one run, or impossible. */
export function mistakesOfSize(plan: BacktestPlan): readonly BodyMistake[] {
  const variants = variantsOf(plan);
  const coinHours = coinHoursOf(plan);
  const { portfolio, coins, isUniverse } = plan;
  const mistakes: BodyMistake[] = [];
  if (portfolio !== null && portfolio.topN > coins.length) {
    const message = `must be at most the number of coins, and ${isUniverse ? "there are" : "symbols has"} ${coins.length}`;
    mistakes.push({ path: "top_n", message });
  }
  if (variants > VARIANTS_MAX) {
    const message = `must make at most ${count(VARIANTS_MAX)} variants, and these are ${count(variants)}`;
    mistakes.push({ path: "sweep", message });
  }
  if (coinHours > COIN_HOURS_MAX) {
    const message = `must be at most ${count(coinsThatFit(plan))} coins over so many hours, and these are ${coins.length}; name fewer or shorten the period`;
    mistakes.push({ path: "symbols", message });
  }
  if (mistakes.length === 0 && stepsOf(plan) > STEPS_MAX) {
    const most = Math.floor((STEPS_MAX * variants) / stepsOf(plan));
    const message = `must make at most ${count(most)} variants over so many coins and hours, and these are ${count(variants)}`;
    mistakes.push({ path: "sweep", message });
  }
  return mistakes;
}

/** How many coins fit into one run over these hours. */
export function coinsThatFit(period: Period): number {
  return Math.floor(COIN_HOURS_MAX / (hoursOf(period) + WARM_UP_HOURS));
}

/** Hours that have to be known: of all coins, with the warm-up. */
export function coinHoursOf(plan: Pick<BacktestPlan, "from" | "to" | "coins">): number {
  return plan.coins.length * (hoursOf(plan) + WARM_UP_HOURS);
}

/** The stretches in sample of a walk-forward are twice its hours together. */
const FOLDED_TIMES = 2;

/** Hours of all coins that sets of rules are tried on, beside the run itself. */
export function stepsOf(plan: BacktestPlan): number {
  const times = (plan.sweep === null ? 0 : 1) + (plan.walkForward ? FOLDED_TIMES : 0);
  return coinHoursOf(plan) * variantsOf(plan) * times;
}
