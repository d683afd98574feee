import type { Redis } from "ioredis";
import { createRequestBudget, type RequestBudgetOptions, type SharedBudget } from "@/lib/cache/request-budget";
import { AppError } from "@/lib/errors";
import { type Provider, tell } from "@/lib/facts";

/** A shared budget that tells what it granted, after how long a wait, and what it refused. */
export function countedBudget(redis: Redis, provider: Provider, options: RequestBudgetOptions): SharedBudget {
  const budget = createRequestBudget(redis, options);
  return {
    ...budget,
    async take(cost, priority, signal) {
      const askedAt = performance.now();
      try {
        await budget.take(cost, priority, signal);
      } catch (error) {
        if (isRefusal(error)) {
          tell("budget.refused", { provider, reason: (await isMonthSpent(budget, cost)) ? "month_spent" : "too_long" });
        }
        throw error;
      }
      tell("budget.granted", { provider, cost, waitedMs: performance.now() - askedAt });
    },
  };
}

const isRefusal = (error: unknown): boolean => error instanceof AppError && error.code === "rate_limited";

async function isMonthSpent(budget: SharedBudget, cost: number): Promise<boolean> {
  const spent = await budget.spent().catch(() => null);
  return spent !== null && spent.perMonth !== null && spent.month + cost > spent.perMonth;
}
