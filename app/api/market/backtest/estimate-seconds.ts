import type { StoredShare } from "@/lib/contracts/backtest-notes";
import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import { coinHoursOf, stepsOf } from "@/lib/contracts/http/plan-of-body";

/** Measured on one core: scoring an hour of a coin, trying one set of rules on it, and a page of candles from a venue. */
const SCORE_SECONDS = 4e-6;
const RULES_SECONDS = 3e-8;
const PAGE_SECONDS = 0.25;
const PAGE_HOURS = 1_000;
/** Starting, measuring, and the draws of the random entries. */
const FIXED_SECONDS = 1.5;

/** About how long a run takes once a worker has it. */
export function estimateSeconds(plan: BacktestPlan, { hours, wanted, coins }: StoredShare): number {
  const coinHours = coinHoursOf(plan);
  const missing = Math.max(0, wanted - hours);
  const pages = missing === 0 ? 0 : Math.max(missing / PAGE_HOURS, coins * (missing / wanted));
  const seconds = FIXED_SECONDS + pages * PAGE_SECONDS + coinHours * SCORE_SECONDS + stepsOf(plan) * RULES_SECONDS;
  return Math.round(seconds * 10) / 10;
}
