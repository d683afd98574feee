import type { Usd } from "@/lib/market/units";
import type { CoinTraits } from "./coin-traits";
import { EPOCH_HOURS, episodeLevel, episodeVolume } from "./episodes";
import { createDrift, mix, smallNormal } from "./hash";
import { type PathShape, type PathState, walkPath } from "./price-path";
import { SECTORS } from "./sectors";

const MARKET_SIGMA = 0.0035;
const SECTOR_SIGMA = 0.0022;
const KEPT_FACTOR_EPOCHS = 16;

/** Log level of the whole market and of its sectors at hour boundaries. */
export interface Factors {
  market(hour: number): number;
  sector(sector: number, hour: number): number;
}

/** Levels of one shared path; whole epochs are computed once and the newest few are kept. */
function createFactor(shape: PathShape): (hour: number) => number {
  const known = new Map<number, Float64Array>();
  let epoch = Number.NaN;
  let levels: Float64Array = new Float64Array(0);
  const enter = (wanted: number): void => {
    epoch = wanted;
    const kept = known.get(wanted);
    levels = kept ?? new Float64Array(EPOCH_HOURS);
    if (kept !== undefined) return;
    walkPath(shape, wanted * EPOCH_HOURS, (wanted + 1) * EPOCH_HOURS - 1, levels);
    if (known.size >= KEPT_FACTOR_EPOCHS) known.clear();
    known.set(wanted, levels);
  };
  return (hour) => {
    const wanted = Math.floor(hour / EPOCH_HOURS);
    if (wanted !== epoch) enter(wanted);
    return levels[hour - wanted * EPOCH_HOURS] ?? 0;
  };
}

/** The shared movements of a seed. */
export function createFactors(seed: number): Factors {
  const sectors = SECTORS.map((_, index) =>
    createFactor({ key: mix(seed, 210 + index), hourlySigma: SECTOR_SIGMA, levelSigma: 0.12 }),
  );
  return {
    market: createFactor({ key: mix(seed, 201), hourlySigma: MARKET_SIGMA, levelSigma: 0.15 }),
    sector: (sector, hour) => sectors[sector]?.(hour) ?? 0,
  };
}

function ownPathOf(traits: CoinTraits): PathShape {
  const levelSigma = traits.kind === "ordinary" ? 0.25 : traits.kind === "dead" ? 0 : 3 * traits.hourlySigma;
  return { key: traits.key, hourlySigma: traits.hourlySigma, levelSigma };
}

/** Typical hourly log return with everything that moves the coin. */
export function totalSigma({ hourlySigma, marketBeta, sectorBeta }: CoinTraits): number {
  return Math.hypot(hourlySigma, marketBeta * MARKET_SIGMA, sectorBeta * SECTOR_SIGMA);
}

/**
 * Natural logs of a coin's price at the hour boundaries `fromHour` … `toHour`, into `out`; NaN before its listing.
 * A coin that stands for another follows `targetLevel`.
 */
export function writeLevels(
  traits: CoinTraits,
  factors: Factors,
  fromHour: number,
  toHour: number,
  out: Float64Array,
  targetLevel: ((hour: number) => number) | null,
  resume: PathState | null,
): PathState {
  const state = walkPath(ownPathOf(traits), fromHour, toHour, out, resume);
  const base = Math.log(traits.basePrice);
  const pinned = targetLevel === null ? base : base - Math.log(traits.targetBasePrice);
  for (let hour = fromHour; hour <= toHour; hour++) {
    const place = hour - fromHour;
    const own = out[place] ?? 0;
    if (traits.listedHour !== null && hour < traits.listedHour) out[place] = Number.NaN;
    else if (targetLevel !== null) out[place] = targetLevel(hour) + pinned + own;
    else if (traits.marketBeta === 0) out[place] = base + own;
    else {
      const shared = traits.marketBeta * factors.market(hour) + traits.sectorBeta * factors.sector(traits.sector, hour);
      out[place] = base + shared + own + episodeLevel(traits.key, hour);
    }
  }
  return state;
}

const dayCurve = Float64Array.from({ length: 24 }, (_, hour) => 1 + 0.35 * Math.sin(((hour - 9) / 12) * Math.PI));

/** US dollars traded in the hour that ends at a boundary, from the log levels before and after it. */
export type Turnover = (hour: number, levelBefore: number, level: number) => Usd;

/** A coin's turnover: more in the afternoon (UTC), on weekdays, in busy weeks, in episodes, and when price moves. */
export function createTurnover(traits: CoinTraits, sigma: number): Turnover {
  const mood = createDrift(mix(traits.key, 91), 30);
  const noise = mix(traits.key, 92);
  return (hour, levelBefore, level) => {
    if (traits.volumePerDay === 0 || Number.isNaN(level)) return 0;
    const move = Number.isNaN(levelBefore) || sigma === 0 ? 4 : Math.min(8, Math.abs(level - levelBefore) / sigma);
    // 1970-01-01 was a Thursday: days 2 and 3 of such a week are the weekend.
    const weekday = Math.floor(hour / 24) % 7;
    const week = weekday === 2 || weekday === 3 ? 0.78 : 1;
    const busy = Math.exp(0.5 * mood(hour) + 0.25 * smallNormal(mix(noise, hour)));
    const episode = traits.kind === "ordinary" ? episodeVolume(traits.key, hour) : 1;
    return (traits.volumePerDay / 24) * (dayCurve[hour % 24] ?? 1) * week * busy * (0.6 + 0.6 * move) * episode;
  };
}
