import type { UnixMs } from "@/lib/market/units";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";

const MOMENTS_KEPT = 64;
/** Shorter than any tick of a market. */
const STEP_MS = 1_000;

/** What the simulated market really asked for a coin: the same function of its seed that the market server answers from. */
export function createTruePrices(seed: number, coins: number) {
  const market = createSimulatedMarket({ seed, coins });
  const moments = new Map<UnixMs, ReturnType<typeof market.momentAt>>();

  function momentAt(tick: UnixMs) {
    const known = moments.get(tick);
    if (known !== undefined) return known;
    const moment = market.momentAt(tick);
    moments.set(tick, moment);
    for (const oldest of moments.keys()) {
      if (moments.size <= MOMENTS_KEPT) break;
      moments.delete(oldest);
    }
    return moment;
  }

  return {
    /** The coins that exist now, the largest first. */
    list(now: UnixMs): string[] {
      const moment = momentAt(market.tickAt(now));
      return Array.from(moment.byMarketCap, (place) => moment.id(place));
    },
    /** Every price that was true at some tick between the two moments. */
    between(coinId: string, from: UnixMs, to: UnixMs): Set<number> {
      const prices = new Set<number>();
      for (let at = from; at < to + STEP_MS; at += STEP_MS) {
        const moment = momentAt(market.tickAt(Math.min(at, to)));
        const place = moment.placeOf(coinId);
        const price = place === null ? null : moment.row(place).current_price;
        if (price !== null) prices.add(price);
      }
      return prices;
    },
  };
}
export type TruePrices = ReturnType<typeof createTruePrices>;
