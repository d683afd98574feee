import type { MarketServerEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { MarketClock } from "@/lib/market/clock";
import type { Market } from "@/lib/simulator/market";
import { createReplayMarket, replayWindow, type Tape, tapeSpan } from "@/lib/simulator/replay-market";
import { createReplayVenue } from "@/lib/simulator/replay-venue";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import { TapeProblem } from "@/lib/simulator/tape-problem";
import type { Venue } from "@/lib/simulator/venue";
import { loadTape } from "./load-tape";

export interface OpenedMarket {
  readonly market: Market;
  readonly venue: Venue;
  /** A recording has one venue only. */
  readonly secondVenue?: Venue;
  readonly clock: MarketClock;
  /** One sentence for the log. */
  readonly description: string;
}

const SECOND_VENUE_PAIRS = 520;

/** The market that the environment asks for, and the clock it runs on. */
export async function openMarket(env: MarketServerEnv, wallNow: () => number): Promise<OpenedMarket> {
  if (env.MARKET_SOURCE === "simulated") return openSimulation(env, wallNow);
  if (env.MARKET_SOURCE === "replay") return openReplay(env, wallNow);
  throw misconfigured("MARKET_SOURCE=live needs no market server: CoinGecko is asked directly.");
}

function openSimulation(env: MarketServerEnv, wallNow: () => number): OpenedMarket {
  const { SIMULATOR_SEED: seed, SIMULATOR_COINS: coins, SIMULATOR_SPEED: speed } = env;
  // At speed 1 market time is the wall's; faster, it runs ahead from the moment at which it began.
  const epoch = speed === 1 ? 0 : (env.MARKET_CLOCK_STARTED_AT ?? wallNow());
  return {
    market: createSimulatedMarket({ seed, coins }),
    venue: createSimulatedVenue({ seed, coins }),
    // OKX lists what Binance lists, and some smaller coins.
    secondVenue: createSimulatedVenue({ seed, coins, pairs: SECOND_VENUE_PAIRS }),
    clock: { source: "simulated", seed, speed, wallEpoch: epoch, marketEpoch: epoch, endsAt: null },
    description: `serving a simulated market of ${coins} coins, seed ${seed}, at ${speed}x`,
  };
}

async function openReplay(env: MarketServerEnv, wallNow: () => number): Promise<OpenedMarket> {
  if (env.REPLAY_DIR === undefined) throw misconfigured("MARKET_SOURCE=replay needs REPLAY_DIR, the folder of a tape.");
  const tape = await loadTape(env.REPLAY_DIR);
  const wished = env.REPLAY_FROM === undefined ? null : Date.parse(env.REPLAY_FROM);
  const { from, endsAt } = windowOf(tape, wished);
  const left = tape.universe.pairsWithoutCoin.length;
  return {
    market: createReplayMarket(tape),
    venue: createReplayVenue(tape),
    clock: {
      source: "replay",
      seed: null,
      speed: env.REPLAY_SPEED,
      // The tape took seconds to load; market time begins when it can be asked for.
      wallEpoch: env.MARKET_CLOCK_STARTED_AT ?? wallNow(),
      marketEpoch: from,
      endsAt,
    },
    description:
      `replaying ${env.REPLAY_DIR} from ${new Date(from).toISOString()} to ${new Date(endsAt).toISOString()} ` +
      `at ${env.REPLAY_SPEED}x; ${left} pairs without a known coin are left out`,
  };
}

function windowOf(tape: Tape, wished: number | null) {
  try {
    return replayWindow(tapeSpan(tape), wished);
  } catch (error) {
    if (error instanceof TapeProblem) throw misconfigured(`REPLAY_FROM is not usable: ${error.message}`);
    throw error;
  }
}

function misconfigured(message: string): AppError {
  return new AppError("misconfigured", message, { retryable: false });
}
