import type { MarketServerEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { MarketClock } from "@/lib/market/clock";
import type { Market } from "@/lib/simulator/market";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";

export interface OpenedMarket {
  readonly market: Market;
  readonly clock: MarketClock;
  /** One sentence for the log. */
  readonly description: string;
}

/** The market that the environment asks for, and the clock it runs on. */
export async function openMarket(env: MarketServerEnv, wallNow: number): Promise<OpenedMarket> {
  if (env.MARKET_SOURCE === "simulated") return openSimulation(env);
  throw new AppError("misconfigured", "MARKET_SOURCE=live needs no market server: CoinGecko is asked directly.", {
    retryable: false,
  });
}

function openSimulation({ SIMULATOR_SEED: seed, SIMULATOR_COINS: coins }: MarketServerEnv): OpenedMarket {
  return {
    market: createSimulatedMarket({ seed, coins }),
    clock: { source: "simulated", seed, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null },
    description: `serving a simulated market of ${coins} coins, seed ${seed}`,
  };
}
