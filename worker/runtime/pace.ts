import type { MarketClock } from "@/lib/market/clock";
import { SECOND_MS } from "@/lib/market/units";

/** No job runs more often than this, however fast the replay. Wall clock. */
const SHORTEST_WALL_MS = SECOND_MS;

/** How often something happens, on both clocks. */
export interface Pace {
  wallMs: number;
  marketSeconds: number;
}

/** What the quota planner chose, as schedules. */
export interface Cadence {
  /** How many pages a full refresh may read; null: all. */
  pages: number | null;
  /** Null when the plan cannot pay for fast refreshes. */
  fast: Pace | null;
  full: Pace;
}

/** Market seconds on the wall: a replay at 60× does in a second what the market does in a minute. */
export function toPace(marketSeconds: number, clock: MarketClock): Pace {
  const wallMs = Math.max(SHORTEST_WALL_MS, Math.round((marketSeconds * SECOND_MS) / clock.speed));
  return { wallMs, marketSeconds: (wallMs / SECOND_MS) * clock.speed };
}

export function toCadence(
  plan: { pages: number | null; fastEverySeconds: number | null; fullEverySeconds: number },
  clock: MarketClock,
): Cadence {
  return {
    pages: plan.pages,
    fast: plan.fastEverySeconds === null ? null : toPace(plan.fastEverySeconds, clock),
    full: toPace(plan.fullEverySeconds, clock),
  };
}
