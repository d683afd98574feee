import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { describeNewcomer, stockCoins } from "./coin-stock";
import { type CoinTraits, generationAt } from "./coin-traits";
import { bridgeOffset, type PathState } from "./price-path";
import { createTurnover, type Factors, totalSigma, writeLevels } from "./simulated-coin";

/** Hours kept per coin: seven days, the latest sparkline lag, the sleep of a stale feed, and a day of volume. */
const WINDOW_HOURS = 288;

/** A place in the market's list and the coin that it lists now. */
export interface Slot {
  readonly number: number;
  readonly key: number;
  traits: CoinTraits;
  sigma: number;
  generation: number;
  state: PathState | null;
  sparklineHour: number;
  sparklineJson: string;
}

/** Natural log of a price at any instant, from the levels at the hour boundaries around it. */
export function levelBetween(slot: Slot, levelAt: (hour: number) => number, bridge: Slot, at: UnixMs): number {
  const hour = Math.floor(at / HOUR_MS);
  const share = (at - hour * HOUR_MS) / HOUR_MS;
  const left = levelAt(hour);
  if (share === 0 || slot.traits.kind === "dead") return left;
  return left + (levelAt(hour + 1) - left) * share + bridgeOffset(bridge.traits.key, hour, share, bridge.sigma);
}

/** US dollars traded in the 24 hours before an instant; the hour under way counts by the part that is gone. */
export function rollingVolume(volumeAt: (hour: number) => number, at: UnixMs): number {
  const hour = Math.floor(at / HOUR_MS);
  const share = (at - hour * HOUR_MS) / HOUR_MS;
  let sum = share * volumeAt(hour + 1) + (1 - share) * volumeAt(hour - 23);
  for (let back = 0; back < 23; back++) sum += volumeAt(hour - back);
  return sum;
}

/** Hourly levels and volumes of every coin over the newest `WINDOW_HOURS`, in rings that move on hour by hour. */
export class HourlyWindow {
  readonly slots: Slot[] = [];
  private readonly levels: Float64Array;
  private readonly volumes: Float64Array;
  private readonly scratch = new Float64Array(WINDOW_HOURS);
  /** The hour under way; boundaries up to `hour + 1` are known. */
  private hour: number | null = null;

  constructor(
    seed: number,
    private readonly factors: Factors,
    coins: number,
  ) {
    this.levels = new Float64Array(coins * WINDOW_HOURS);
    this.volumes = new Float64Array(coins * WINDOW_HOURS);
    for (const stocked of stockCoins(seed, coins)) {
      const sigma = totalSigma(stocked.traits);
      this.slots.push({ ...stocked, sigma, state: null, sparklineHour: -1, sparklineJson: "[]" });
    }
  }

  levelAt(slot: Slot, hour: number): number {
    return this.levels[slot.number * WINDOW_HOURS + (hour % WINDOW_HOURS)] ?? Number.NaN;
  }

  volumeAt(slot: Slot, hour: number): number {
    return this.volumes[slot.number * WINDOW_HOURS + (hour % WINDOW_HOURS)] ?? 0;
  }

  /** The coin whose movements within the hour a coin shares: the one it stands for, else itself. */
  bridgeOf(slot: Slot): Slot {
    return (slot.traits.target === null ? undefined : this.slots[slot.traits.target]) ?? slot;
  }

  moveTo(hour: number): void {
    if (hour === this.hour) return;
    const next = this.hour !== null && hour > this.hour && hour - this.hour <= 48;
    const from = next && this.hour !== null ? this.hour + 2 : hour + 2 - WINDOW_HOURS;
    for (const slot of this.slots) {
      const changed = this.listCoinOf(slot, hour);
      this.fill(slot, next && !changed ? from : hour + 2 - WINDOW_HOURS, hour + 1, next && !changed);
    }
    this.hour = hour;
  }

  /** A churning slot delists its coin and lists another; says whether it did. */
  private listCoinOf(slot: Slot, hour: number): boolean {
    const generation = generationAt(slot.number, slot.key, hour);
    if (generation === slot.generation) return false;
    slot.traits = describeNewcomer(slot, generation, this.slots);
    slot.sigma = totalSigma(slot.traits);
    slot.generation = generation;
    slot.sparklineHour = -1;
    return true;
  }

  private fill(slot: Slot, fromHour: number, toHour: number, resumes: boolean): void {
    const target = slot.traits.target === null ? undefined : this.slots[slot.traits.target];
    const targetLevel = target === undefined ? null : (hour: number) => this.levelAt(target, hour);
    const resume = resumes ? slot.state : null;
    slot.state = writeLevels(slot.traits, this.factors, fromHour, toHour, this.scratch, targetLevel, resume);
    const turnover = createTurnover(slot.traits, this.bridgeOf(slot).sigma);
    const first = slot.number * WINDOW_HOURS;
    let before = resumes ? this.levelAt(slot, fromHour - 1) : Number.NaN;
    for (let hour = fromHour; hour <= toHour; hour++) {
      const level = this.scratch[hour - fromHour] ?? Number.NaN;
      this.levels[first + (hour % WINDOW_HOURS)] = level;
      this.volumes[first + (hour % WINDOW_HOURS)] = turnover(hour, before, level);
      before = level;
    }
  }
}
