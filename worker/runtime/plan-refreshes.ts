import type { CoinGeckoClient } from "@/lib/adapters/coingecko/client";
import { planCadence } from "@/lib/adapters/coingecko/plan-cadence";
import { COINS_PER_PAGE } from "@/lib/adapters/coingecko/sweep-pages";
import type { CoinGeckoTier } from "@/lib/adapters/coingecko/tier";
import type { SharedBudget } from "@/lib/cache/request-budget";
import type { QuotaReport } from "@/lib/contracts/status";
import type { MarketClock } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { type Cadence, toCadence } from "./pace";

export interface RefreshPlan {
  cadence: Cadence;
  quota: QuotaReport;
}

export interface RefreshPlanInput {
  tier: CoinGeckoTier;
  budget: SharedBudget;
  coingecko: CoinGeckoClient;
  fastWishedSeconds: number;
  fullWishedSeconds: number;
  clock: MarketClock;
  /** Rows of the last full refresh, or null before the first. */
  received: number | null;
  wallNow: UnixMs;
}

/** How often the plan lets us refresh, with what the operator is told about it. */
export async function planRefreshes(input: RefreshPlanInput): Promise<RefreshPlan> {
  const { tier, budget, coingecko, fastWishedSeconds, fullWishedSeconds, clock, received, wallNow } = input;
  const spent = await budget.spent();
  const pagesKnown = received === null ? null : Math.ceil(received / COINS_PER_PAGE);
  const plan = planCadence({
    plan: tier,
    perMinuteLimit: spent.perMinute,
    monthlyLimit: spent.perMonth,
    monthlySpent: spent.month,
    pagesKnown,
    fastWishedSeconds,
    fullWishedSeconds,
    now: wallNow,
  });
  const cadence = toCadence(plan, clock);
  return {
    cadence,
    quota: {
      plan: tier,
      perMinuteLimit: spent.perMinute,
      perMinuteSpent: spent.minute,
      monthlyLimit: spent.perMonth,
      monthlySpent: spent.month,
      monthlyProjected: plan.monthlyProjected === null ? null : Math.round(plan.monthlyProjected),
      pages: plan.pages ?? pagesKnown ?? 0,
      fastWishedSeconds,
      fullWishedSeconds,
      fastEverySeconds: cadence.fast?.marketSeconds ?? null,
      fullEverySeconds: cadence.full.marketSeconds,
      note: plan.note,
      circuit: coingecko.circuit(),
      waitUntil: spent.waitUntil,
    },
  };
}
