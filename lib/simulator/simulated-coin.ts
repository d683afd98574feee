import type { CoinTraits } from "./coin-traits";
import { EPOCH_HOURS, episodeLevel, episodeVolume } from "./episodes";
import { driftingNoise, mix, smallNormal } from "./hash";
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

/** The shared movements of a seed; whole epochs are computed once and the newest few are kept. */
export function createFactors(seed: number): Factors {
  const known = new Map<string, Float64Array>();
  const levelAt = (name: number, shape: PathShape, hour: number): number => {
    const epoch = Math.floor(hour / EPOCH_HOURS);
    const label = `${name}:${epoch}`;
    let levels = known.get(label);
    if (levels === undefined) {
      levels = new Float64Array(EPOCH_HOURS);
      walkPath(shape, epoch * EPOCH_HOURS, (epoch + 1) * EPOCH_HOURS - 1, levels);
      if (known.size >= KEPT_FACTOR_EPOCHS * (SECTORS.length + 1)) known.clear();
      known.set(label, levels);
    }
    return levels[hour - epoch * EPOCH_HOURS] ?? 0;
  };
  const market: PathShape = { key: mix(seed, 201), hourlySigma: MARKET_SIGMA, levelSigma: 0.15 };
  const sectors = SECTORS.map(
    (_, index): PathShape => ({ key: mix(seed, 210 + index), hourlySigma: SECTOR_SIGMA, levelSigma: 0.12 }),
  );
  return {
    market: (hour) => levelAt(-1, market, hour),
    sector: (sector, hour) => {
      const shape = sectors[sector];
      return shape === undefined ? 0 : levelAt(sector, shape, hour);
    },
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

/** US dollars traded in the hour that ends at a boundary: more in the afternoon (UTC), on weekdays and when price moves. */
export function hourlyVolume(
  traits: CoinTraits,
  hour: number,
  levelBefore: number,
  level: number,
  sigma: number,
): number {
  if (traits.volumePerDay === 0 || Number.isNaN(level)) return 0;
  const move = Number.isNaN(levelBefore) || sigma === 0 ? 4 : Math.min(8, Math.abs(level - levelBefore) / sigma);
  // 1970-01-01 was a Thursday: days 2 and 3 of such a week are the weekend.
  const weekday = Math.floor(hour / 24) % 7;
  const week = weekday === 2 || weekday === 3 ? 0.78 : 1;
  const mood = Math.exp(
    0.5 * driftingNoise(mix(traits.key, 91), hour, 30) + 0.25 * smallNormal(mix(mix(traits.key, 92), hour)),
  );
  const episode = traits.kind === "ordinary" ? episodeVolume(traits.key, hour) : 1;
  return (traits.volumePerDay / 24) * (dayCurve[hour % 24] ?? 1) * week * mood * (0.6 + 0.6 * move) * episode;
}
