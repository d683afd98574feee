import type { Asset } from "@/lib/market/asset";
import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { SCORE_VERSION } from "./config";
import type { ScorecardHorizon, ScorecardMeasure, ScorecardPopulation, ScorecardReport } from "./scorecard-report";
import { createScorecardTally, type FollowedScore } from "./scorecard-tally";

const LARGE_CAP_USD: Usd = 100_000_000;
const LIQUID_VOLUME_USD: Usd = 20_000_000;
const DRAWS = 1_000;
const SEED = 1;

/** Windows overlap, so the interval resamples whole days of 24 h windows and whole weeks of 7 d windows. */
const horizons = [
  { horizon: "24h", hours: 24, blockMs: DAY_MS },
  { horizon: "7d", hours: 168, blockMs: 7 * DAY_MS },
] as const satisfies readonly { horizon: ScorecardHorizon; hours: number; blockMs: number }[];
const populations = ["all", "large", "small"] as const satisfies readonly ScorecardPopulation[];

export function isLargeLiquid({ marketCapUsd, volumeUsd24h }: Pick<Asset, "marketCapUsd" | "volumeUsd24h">): boolean {
  return (marketCapUsd ?? 0) >= LARGE_CAP_USD && (volumeUsd24h ?? 0) >= LIQUID_VOLUME_USD;
}

/** A ranked coin at a past moment, with what was known then and nothing later. */
export interface ScorecardSample<Coin> {
  readonly coin: Coin;
  readonly score: number;
  readonly price: Usd;
  /** Hourly volatility of its own closes up to then. */
  readonly sigma1h: number;
  readonly largeLiquid: boolean;
}

/** The price of a coin at a later moment; null where none was seen close enough to it. */
export type PriceAt<Coin> = (coin: Coin, at: UnixMs) => Usd | null;

export interface Scorecard<Coin> {
  /** `pricesUntil`: a window that ends later than this is not over and is not asked about. */
  add(at: UnixMs, samples: readonly ScorecardSample<Coin>[], priceAt: PriceAt<Coin>, pricesUntil: UnixMs): void;
  /** Null when no moment was added. */
  report(everyHours: number): ScorecardReport | null;
  /** The same, yielding after each measure so that a caller can let others work. */
  reportInSteps(everyHours: number): Generator<void, ScorecardReport | null>;
}

/**
 * What scores were followed by: per horizon and population the tenths of each moment by score, their forward returns over
 * σ1h·√h, and the rank correlation within a moment averaged over moments. A sample counts only once its whole window is
 * over; one whose later price is missing is counted as unknowable and is in no figure.
 */
export function createScorecard<Coin>(): Scorecard<Coin> {
  const cells = horizons.flatMap((horizon) =>
    populations.map((population) => ({ ...horizon, population, tally: createScorecardTally(), unknowable: 0 })),
  );
  const coins = new Set<Coin>();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let lastPrice = Number.NEGATIVE_INFINITY;
  function* reportInSteps(everyHours: number): Generator<void, ScorecardReport | null> {
    if (to < from) return null;
    const options = { draws: DRAWS, seed: SEED };
    const measures: ScorecardMeasure[] = [];
    for (const { horizon, population, tally, unknowable } of cells) {
      measures.push({ horizon, population, unknowable, ...tally.report(options) });
      yield;
    }
    const span = { from, to, pricesUntil: lastPrice, everyHours, coins: coins.size };
    return { scoreVersion: SCORE_VERSION, ...span, ...options, measures };
  }
  return {
    add(at, samples, priceAt, pricesUntil) {
      from = Math.min(from, at);
      to = Math.max(to, at);
      lastPrice = Math.max(lastPrice, pricesUntil);
      for (const { coin } of samples) coins.add(coin);
      for (const { hours, horizon } of horizons) {
        const endsAt = at + hours * HOUR_MS;
        if (endsAt > pricesUntil) continue;
        const followed = samples.map((sample) => follow(sample, hours, priceAt(sample.coin, endsAt)));
        for (const cell of cells) {
          if (cell.horizon !== horizon) continue;
          const chosen = followed.filter((_, index) => belongs(cell.population, samples[index]?.largeLiquid ?? false));
          const known = chosen.filter((sample) => sample !== null);
          cell.unknowable += chosen.length - known.length;
          cell.tally.add(Math.floor(at / cell.blockMs), known);
        }
      }
    },
    report(everyHours) {
      const steps = reportInSteps(everyHours);
      let step = steps.next();
      while (!step.done) step = steps.next();
      return step.value;
    },
    reportInSteps,
  };
}

function belongs(population: ScorecardPopulation, largeLiquid: boolean): boolean {
  return population === "all" || (population === "large") === largeLiquid;
}

function follow(
  { score, price, sigma1h }: ScorecardSample<unknown>,
  hours: number,
  later: Usd | null,
): FollowedScore | null {
  if (later === null || !(later > 0) || !(price > 0) || !(sigma1h > 0)) return null;
  return {
    score,
    scaledReturn: Math.log(later / price) / (sigma1h * Math.sqrt(hours)),
    rawReturn: later / price - 1,
  };
}
