import type { DeliveryOutcome } from "@/lib/contracts/delivery";
import { DAY_MS, HOUR_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { Fate } from "@/lib/store/deliveries";

/** How patient deliveries are. All of it wall clock. */
export interface DeliveryPolicy {
  /** One attempt, from request to answer. */
  readonly timeoutMs: number;
  /** What a worker that says nothing more may keep a delivery for; one that lives says so three times in that. */
  readonly leaseMs: number;
  readonly firstWaitMs: number;
  /** Each wait is so many times the one before. */
  readonly growth: number;
  readonly longestWaitMs: number;
  readonly attempts: number;
  readonly giveUpMs: number;
  /** A delivery that is due for this long, and still not begun, is queued again. */
  readonly graceMs: number;
}

/** Ten attempts over some fourteen hours: a mail server may be away for a night. */
export const deliveryPolicy: DeliveryPolicy = {
  timeoutMs: 30 * SECOND_MS,
  leaseMs: 15 * SECOND_MS,
  firstWaitMs: 5 * SECOND_MS,
  growth: 4,
  longestWaitMs: 4 * HOUR_MS,
  attempts: 10,
  giveUpMs: DAY_MS,
  graceMs: 10 * SECOND_MS,
};

export interface Attempted {
  /** From 1. */
  readonly attempt: number;
  readonly createdAt: UnixMs;
  readonly endedAt: UnixMs;
}

/** What an answer means for a delivery. `random` spreads what failed together. */
export function fateOf(
  outcome: DeliveryOutcome,
  { attempt, createdAt, endedAt }: Attempted,
  policy: DeliveryPolicy,
  random: () => number,
): Fate {
  if (outcome.kind === "delivered") return { state: "delivered", providerId: outcome.providerId, at: endedAt };
  if (outcome.kind !== "retry") return { state: "failed", error: outcome.reason };
  const { firstWaitMs, growth, longestWaitMs, attempts, giveUpMs } = policy;
  const spread = 0.75 + random() / 2;
  const backoffMs = Math.min(longestWaitMs, firstWaitMs * growth ** (attempt - 1)) * spread;
  const nextAttemptAt = Math.ceil(endedAt + Math.max(backoffMs, outcome.retryAfterMs ?? 0));
  if (attempt >= attempts || nextAttemptAt - createdAt > giveUpMs) {
    const times = attempt === 1 ? "one attempt" : `${attempt} attempts`;
    return { state: "failed", error: `Given up after ${times}: ${outcome.reason}` };
  }
  return { state: "queued", nextAttemptAt, error: outcome.reason };
}
