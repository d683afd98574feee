import type { Asset } from "@/lib/market/asset";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { UniverseInputs } from "./score-universe";
import type { VolumeBaseline } from "./volume-baseline";

/** Mulberry32: the same numbers in [0, 1) for the same seed, everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard normal number (Box–Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Student's t with four degrees of freedom, scaled to variance 1: the fat tails of hourly returns. */
export function fatTailed(random: () => number): number {
  const chiSquare = -2 * Math.log((1 - random()) * (1 - random()));
  return (normal(random) / Math.sqrt(chiSquare / 4)) * Math.SQRT1_2;
}

/** Coins that walk at random with log-normal volume: a market that knows nothing. */
export function seededUniverse({
  seed,
  coins,
  closes: length = 168,
}: {
  seed: number;
  coins: number;
  closes?: number;
}): {
  inputs: UniverseInputs;
  now: UnixMs;
} {
  const random = seededRandom(seed);
  const now = 1_744_000_000_000;
  const baselines = new Map<string, VolumeBaseline>();
  const observed = Array.from({ length: coins }, (_, index) => {
    const sigma = 0.002 * Math.exp(1.2 * random() * 2);
    const path = new Float64Array(length + 1);
    let price = Math.exp(6 * normal(random));
    for (let i = 0; i <= length; i++) {
      price *= Math.exp(sigma * fatTailed(random));
      path[i] = price;
    }
    const closes = path.subarray(1);
    const last = closes[length - 1] ?? 1;
    const change = (hours: number) => 100 * (last / (path[length - hours] ?? last) - 1);
    const marketCapUsd = Math.exp(14 + 10 * random());
    const ordinary = marketCapUsd * 0.05 * Math.exp(normal(random));
    const id = `coin-${index}`;
    baselines.set(id, { baselineUsd: ordinary, source: "own_history", have: 7, wished: 7 });
    const asset: Asset = {
      id,
      symbol: `C${index}`,
      name: `Coin ${index}`,
      imageUrl: null,
      priceUsd: last,
      marketCapUsd,
      marketCapRank: null,
      volumeUsd24h: ordinary * Math.exp(0.5 * normal(random)),
      highUsd24h: last * 1.05,
      lowUsd24h: last * 0.95,
      changePercent1h: change(1),
      changePercent24h: change(24),
      changePercent7d: change(length),
      lastUpdatedAt: now - MINUTE_MS,
      observedAt: now,
    };
    return { asset, closes: closes.slice() };
  });
  return {
    now,
    inputs: {
      observed,
      baselines,
      categories: { stable: new Set(), derivative: new Set() },
      previousActions: new Map(),
      ranksAgo1h: new Map(),
      ranksAgo24h: new Map(),
    },
  };
}
