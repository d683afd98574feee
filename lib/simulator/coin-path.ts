import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { CoinTraits } from "./coin-traits";
import { EPOCH_HOURS } from "./episodes";
import { BRIDGE_PIECES, bridgeBends, bridgeOffset } from "./price-path";
import { createTurnover, type Factors, totalSigma, writeLevels } from "./simulated-coin";

const KEPT_EPOCHS = 3;
const KEPT_RANGES = 64;

/** Price and turnover of one coin at any instant, without the market around it. The bits are those of the market's rows. */
export interface CoinPath {
  /** NaN before the listing. */
  priceAt(at: UnixMs): Usd;
  /** US dollars traded everywhere in the hour that starts at a boundary. */
  turnoverIn(hour: number): Usd;
  /** Highest and lowest price of the part of an hour that is gone by `until`. */
  rangeIn(hour: number, until: UnixMs): Range;
}

export interface Range {
  readonly high: Usd;
  readonly low: Usd;
}

/** The path of a coin that stands for itself; coins that stand for others have none. */
export function createCoinPath(traits: CoinTraits, factors: Factors): CoinPath {
  const sigma = totalSigma(traits);
  const turnover = createTurnover(traits, sigma);
  const epochs = new Map<number, Float64Array>();
  const ranges = new Map<number, Range>();
  const bends = new Float64Array(BRIDGE_PIECES + 1);
  let epoch = Number.NaN;
  let levels: Float64Array = new Float64Array(0);

  const enter = (wanted: number): void => {
    epoch = wanted;
    const known = epochs.get(wanted);
    levels = known ?? new Float64Array(EPOCH_HOURS);
    if (known !== undefined) return;
    const first = wanted * EPOCH_HOURS;
    writeLevels(traits, factors, first, first + EPOCH_HOURS - 1, levels, null, null);
    const oldest = epochs.size >= KEPT_EPOCHS ? epochs.keys().next().value : undefined;
    if (oldest !== undefined) epochs.delete(oldest);
    epochs.set(wanted, levels);
  };
  const levelAt = (hour: number): number => {
    const wanted = Math.floor(hour / EPOCH_HOURS);
    if (wanted !== epoch) enter(wanted);
    return levels[hour - wanted * EPOCH_HOURS] ?? Number.NaN;
  };
  const logPriceAt = (at: UnixMs): number => {
    const hour = Math.floor(at / HOUR_MS);
    const share = (at - hour * HOUR_MS) / HOUR_MS;
    const left = levelAt(hour);
    if (share === 0) return left;
    return left + (levelAt(hour + 1) - left) * share + bridgeOffset(traits.key, hour, share, sigma);
  };
  /** Between two bends the path is straight: the extremes are at bends, or where it is cut. */
  const measure = (hour: number, share: number): Range => {
    bridgeBends(traits.key, hour, sigma, bends);
    const left = levelAt(hour);
    const rise = levelAt(hour + 1) - left;
    const cut = share === 1 ? left + rise : logPriceAt((hour + share) * HOUR_MS);
    let highest = Math.max(left, cut);
    let lowest = Math.min(left, cut);
    for (let piece = 0; piece <= share * BRIDGE_PIECES; piece++) {
      const level = left + (rise * piece) / BRIDGE_PIECES + (bends[piece] ?? 0);
      highest = Math.max(highest, level);
      lowest = Math.min(lowest, level);
    }
    return { high: Math.exp(highest), low: Math.exp(lowest) };
  };

  return {
    priceAt: (at) => Math.exp(logPriceAt(at)),
    turnoverIn: (hour) => turnover(hour + 1, levelAt(hour), levelAt(hour + 1)),
    rangeIn: (hour, until) => {
      const share = Math.min(1, (until - hour * HOUR_MS) / HOUR_MS);
      if (share < 1) return measure(hour, share);
      const known = ranges.get(hour);
      if (known !== undefined) return known;
      const oldest = ranges.size >= KEPT_RANGES ? ranges.keys().next().value : undefined;
      if (oldest !== undefined) ranges.delete(oldest);
      const fresh = measure(hour, 1);
      ranges.set(hour, fresh);
      return fresh;
    },
  };
}
