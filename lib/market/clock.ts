import { z } from "zod";
import type { UnixMs } from "./units";

/** Where prices come from: CoinGecko itself, a recording, or a generator. */
export const marketSourceSchema = z.enum(["live", "replay", "simulated"]);
export type MarketSource = z.infer<typeof marketSourceSchema>;

/**
 * Where market time stands. Live and simulated markets run at speed 1 with no offset; a replay runs its own clock.
 * Market time = marketEpoch + (wall − wallEpoch) × speed, held at `endsAt` when the tape is over.
 */
export const marketClockSchema = z.object({
  source: marketSourceSchema,
  /** Said in the banner of a simulated market. */
  seed: z.number().nullable(),
  speed: z.number().positive(),
  wallEpoch: z.number(),
  marketEpoch: z.number(),
  endsAt: z.number().nullable(),
});
export type MarketClock = z.infer<typeof marketClockSchema>;

export const liveClock: MarketClock = {
  source: "live",
  seed: null,
  speed: 1,
  wallEpoch: 0,
  marketEpoch: 0,
  endsAt: null,
};

/** Market time at a wall-clock time. */
export function marketNow(clock: MarketClock, wallNow: UnixMs): UnixMs {
  const now = clock.marketEpoch + (wallNow - clock.wallEpoch) * clock.speed;
  return clock.endsAt === null ? now : Math.min(now, clock.endsAt);
}

/** What tells one market from another. */
export type Market = Pick<MarketClock, "source" | "seed">;

/** A replay, a simulation with another seed and the live market are different worlds, even when they share coin ids. */
export function isSameMarket(a: Market, b: Market): boolean {
  return a.source === b.source && a.seed === b.seed;
}
