import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { buildChart } from "./chart";
import { type CoinTraits, describeCoin, generationAt } from "./coin-traits";
import { mix, uniform } from "./hash";
import { isoTime } from "./iso-time";
import {
  type Market,
  type MarketChart,
  type MarketMoment,
  type MarketRow,
  type PeriodChanges,
  percentChange,
  significant,
} from "./market";
import { bridgeOffset, type PathState } from "./price-path";
import { PEG_CATEGORIES, SECTORS } from "./sectors";
import { createFactors, createTurnover, type Factors, totalSigma, writeLevels } from "./simulated-coin";

const TICK_MS = 10 * SECOND_MS;
/** Hours kept per coin: seven days, the latest sparkline lag, the sleep of a stale feed, and a day of volume. */
const WINDOW_HOURS = 288;
const WEEK_HOURS = 168;
const PAGE_DRIFT_SHARE = 1 / 400;
const DEAD_SINCE_MS = 20 * DAY_MS;

const NO_DAY = {
  high_24h: null,
  low_24h: null,
  price_change_24h: null,
  price_change_percentage_24h: null,
  market_cap_change_24h: null,
  market_cap_change_percentage_24h: null,
} as const;

interface Slot {
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
function levelBetween(slot: Slot, levelAt: (hour: number) => number, bridge: Slot, at: UnixMs): number {
  const hour = Math.floor(at / HOUR_MS);
  const share = (at - hour * HOUR_MS) / HOUR_MS;
  const left = levelAt(hour);
  if (share === 0 || slot.traits.kind === "dead") return left;
  return left + (levelAt(hour + 1) - left) * share + bridgeOffset(bridge.traits.key, hour, share, bridge.sigma);
}

/** US dollars traded in the 24 hours before an instant; the hour under way counts by the part that is gone. */
function rollingVolume(volumeAt: (hour: number) => number, at: UnixMs): number {
  const hour = Math.floor(at / HOUR_MS);
  const share = (at - hour * HOUR_MS) / HOUR_MS;
  let sum = share * volumeAt(hour + 1) + (1 - share) * volumeAt(hour - 23);
  for (let back = 0; back < 23; back++) sum += volumeAt(hour - back);
  return sum;
}

/** Hourly levels and volumes of every coin over the newest `WINDOW_HOURS`, in rings that move on hour by hour. */
class HourlyWindow {
  readonly slots: Slot[] = [];
  private readonly levels: Float64Array;
  private readonly volumes: Float64Array;
  private readonly scratch = new Float64Array(WINDOW_HOURS);
  /** The hour under way; boundaries up to `hour + 1` are known. */
  private hour: number | null = null;

  constructor(
    private readonly seed: number,
    private readonly factors: Factors,
    coins: number,
  ) {
    this.levels = new Float64Array(coins * WINDOW_HOURS);
    this.volumes = new Float64Array(coins * WINDOW_HOURS);
    const taken = new Set<string>();
    const known: CoinTraits[] = [];
    for (let number = 0; number < coins; number++) {
      const key = mix(mix(this.seed, 1), number);
      const generation = generationAt(number, key, 0);
      const traits = describeCoin(number, key, generation, known, taken);
      if (traits.listedHour === null) taken.add(traits.id);
      known.push(traits);
      this.slots.push({
        number,
        key,
        traits,
        sigma: totalSigma(traits),
        generation,
        state: null,
        sparklineHour: -1,
        sparklineJson: "[]",
      });
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
    const older = this.slots.slice(0, 100).map((other) => other.traits);
    slot.traits = describeCoin(slot.number, slot.key, generation, older, new Set());
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

/** The last instant at which a coin's feed spoke. */
function heardAt({ traits }: Slot, at: UnixMs): UnixMs {
  if (traits.staleHours === 0) return at;
  const sleep = traits.staleHours * HOUR_MS;
  return Math.floor(at / sleep) * sleep;
}

function lastUpdatedAt(slot: Slot, at: UnixMs): string | null {
  const { traits, number } = slot;
  if (traits.unknown.lastUpdated) return null;
  if (traits.kind === "dead") return isoTime(Math.floor(at / DEAD_SINCE_MS) * DEAD_SINCE_MS);
  if (traits.staleHours > 0) return isoTime(heardAt(slot, at));
  const longest = number < 500 ? 60 : 300;
  const age = Math.floor(uniform(mix(mix(traits.key, 101), Math.floor(at / MINUTE_MS))) * longest);
  return isoTime(at - age * SECOND_MS - (at % SECOND_MS));
}

function sparklineOf(window: HourlyWindow, slot: Slot, at: UnixMs): string {
  const { traits } = slot;
  const end = Math.floor(heardAt(slot, at) / HOUR_MS) - traits.sparklineLagHours;
  if (slot.sparklineHour === end) return slot.sparklineJson;
  const points: (number | null)[] = [];
  for (let hour = end - traits.sparklinePoints + 1; hour <= end; hour++) {
    const level = window.levelAt(slot, hour);
    if (!Number.isNaN(level)) points.push(significant(Math.exp(level), 7));
  }
  if (traits.unknown.sparklinePoint && points.length > 9) points[points.length - 7] = null;
  // Half of the dead coins keep a flat line, half have none.
  const none = traits.kind === "dead" && uniform(mix(traits.key, 102)) < 0.5;
  slot.sparklineHour = end;
  slot.sparklineJson = none ? "[]" : JSON.stringify(points);
  return slot.sparklineJson;
}

function changesOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number): PeriodChanges {
  const bridge = window.bridgeOf(slot);
  const until = heardAt(slot, at);
  const change = (hours: number): number | null => {
    const level = levelBetween(slot, (hour) => window.levelAt(slot, hour), bridge, until - hours * HOUR_MS);
    const percent = Number.isNaN(level) ? null : percentChange(price, Math.exp(level));
    return percent === null ? null : significant(percent, 12);
  };
  const { unknown } = slot.traits;
  return {
    "1h": unknown.change1h ? null : change(1),
    "24h": unknown.change24h ? null : change(24),
    "7d": change(WEEK_HOURS),
  };
}

/** Highest and lowest price of 24 hours: the hourly closes, a little wick, and the price itself. */
function rangeOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number): { high: number; low: number } {
  const until = Math.floor(heardAt(slot, at) / HOUR_MS);
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let hour = until - 22; hour <= until; hour++) {
    const level = window.levelAt(slot, hour);
    if (Number.isNaN(level)) continue;
    highest = Math.max(highest, level);
    lowest = Math.min(lowest, level);
  }
  const wick = 0.35 * window.bridgeOf(slot).sigma;
  return {
    high: Math.max(price, significant(Math.exp(highest + wick))),
    low: Math.min(price, significant(Math.exp(lowest - wick))),
  };
}

function extremesOf({ traits }: Slot, price: number) {
  if (traits.listedHour !== null)
    return {
      ath: null,
      ath_change_percentage: null,
      ath_date: null,
      atl: null,
      atl_change_percentage: null,
      atl_date: null,
    };
  const ath = Math.max(price, significant(traits.basePrice * Math.exp(1 + 2 * uniform(mix(traits.key, 111)))));
  const atl = Math.min(price, significant(traits.basePrice * Math.exp(-1.5 - 2 * uniform(mix(traits.key, 112)))));
  const dateOf = (stream: number) => isoTime(Math.floor((17_500 + 2_000 * uniform(mix(traits.key, stream))) * DAY_MS));
  return {
    ath,
    ath_change_percentage: significant((price / ath - 1) * 100, 7),
    ath_date: dateOf(113),
    atl,
    atl_change_percentage: significant((price / atl - 1) * 100, 7),
    atl_date: dateOf(114),
  };
}

interface MomentColumns {
  readonly price: Float64Array;
  readonly capUsd: Float64Array;
  readonly volumeUsd: Float64Array;
  readonly byMarketCap: Int32Array;
  /** Rank per slot, 0 for none. */
  readonly ranks: Int32Array;
}

/** What a row says about the last 24 hours; all unknown when the change is. */
function dayOf(window: HourlyWindow, slot: Slot, at: UnixMs, price: number, cap: number | null) {
  const change = changesOf(window, slot, at, price)["24h"];
  if (change === null) return NO_DAY;
  const range = rangeOf(window, slot, at, price);
  const percent = significant(change, 7);
  const gained = change / (100 + change);
  return {
    high_24h: range.high,
    low_24h: range.low,
    price_change_24h: significant(price * gained),
    price_change_percentage_24h: percent,
    market_cap_change_24h: cap === null ? null : significant(cap * gained),
    market_cap_change_percentage_24h: cap === null ? null : percent,
  };
}

function suppliesOf({ traits }: Slot, price: number) {
  const { maxSupply } = traits;
  return {
    fully_diluted_valuation: maxSupply === null ? null : Math.round(price * maxSupply),
    circulating_supply: traits.unknown.cap ? null : significant(traits.supply, 12),
    total_supply: significant(traits.totalSupply, 12),
    max_supply: maxSupply === null ? null : significant(maxSupply, 12),
  };
}

function rowOf(window: HourlyWindow, slot: Slot, at: UnixMs, columns: MomentColumns): MarketRow {
  const { traits, number } = slot;
  const price = columns.price[number] ?? 0;
  const cap = traits.unknown.cap ? null : Math.round(columns.capUsd[number] ?? 0);
  const rank = columns.ranks[number] ?? 0;
  return {
    id: traits.id,
    symbol: traits.symbol.toLowerCase(),
    name: traits.name,
    image: null,
    current_price: price,
    market_cap: cap,
    market_cap_rank: rank === 0 ? null : rank,
    total_volume: traits.unknown.volume ? null : Math.round(columns.volumeUsd[number] ?? 0),
    ...dayOf(window, slot, at, price, cap),
    ...suppliesOf(slot, price),
    ...extremesOf(slot, price),
    roi: null,
    last_updated: lastUpdatedAt(slot, at),
  };
}

function priceAt(window: HourlyWindow, slot: Slot, at: UnixMs): number {
  const level = levelBetween(slot, (hour) => window.levelAt(slot, hour), window.bridgeOf(slot), heardAt(slot, at));
  return significant(Math.exp(level));
}

/** The default listing is re-ordered once a minute, as the provider's cache is. */
function orderAt(window: HourlyWindow, at: UnixMs): Pick<MomentColumns, "byMarketCap" | "ranks"> {
  const { slots } = window;
  const caps = new Float64Array(slots.length);
  for (const slot of slots)
    caps[slot.number] = slot.traits.unknown.cap ? -1 : priceAt(window, slot, at) * slot.traits.supply;
  const byMarketCap = Int32Array.from(slots, (slot) => slot.number);
  byMarketCap.sort((left, right) => (caps[right] ?? 0) - (caps[left] ?? 0) || left - right);
  const ranks = new Int32Array(slots.length);
  let rank = 0;
  for (const place of byMarketCap) {
    const traits = slots[place]?.traits;
    // The provider leaves tokens that stand for another coin, and coins without a cap, unranked.
    if (traits === undefined || traits.target !== null || traits.unknown.cap) continue;
    rank += 1;
    ranks[place] = rank;
  }
  return { byMarketCap, ranks };
}

/** The invented market of a seed. Every answer is a function of seed, number of coins and time. */
export function createSimulatedMarket({ seed, coins }: { seed: number; coins: number }): Market {
  const factors = createFactors(seed);
  const window = new HourlyWindow(seed, factors, coins);
  let ordered: { minute: UnixMs; order: Pick<MomentColumns, "byMarketCap" | "ranks"> } | null = null;
  let latest: MarketMoment | null = null;
  let places: { hour: number; byId: Map<string, number> } | null = null;

  const slotAt = (place: number): Slot => {
    const slot = window.slots[place];
    if (slot === undefined) throw new RangeError(`There is no coin at place ${place}`);
    return slot;
  };
  const placesAt = (hour: number): Map<string, number> => {
    window.moveTo(hour);
    if (places?.hour !== hour)
      places = { hour, byId: new Map(window.slots.map((slot) => [slot.traits.id, slot.number])) };
    return places.byId;
  };
  const columnsAt = (at: UnixMs): MomentColumns => {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (ordered?.minute !== minute) ordered = { minute, order: orderAt(window, minute) };
    const price = new Float64Array(coins);
    const capUsd = new Float64Array(coins);
    const volumeUsd = new Float64Array(coins);
    for (const slot of window.slots) {
      const now = priceAt(window, slot, at);
      price[slot.number] = now;
      capUsd[slot.number] = slot.traits.unknown.cap ? -1 : now * slot.traits.supply;
      const volume = rollingVolume((hour) => window.volumeAt(slot, hour), heardAt(slot, at));
      volumeUsd[slot.number] = slot.traits.unknown.volume ? -1 : volume;
    }
    return { price, capUsd, volumeUsd, ...ordered.order };
  };
  const momentAt = (tick: UnixMs): MarketMoment => {
    if (latest?.at === tick) return latest;
    const hour = Math.floor(tick / HOUR_MS);
    window.moveTo(hour);
    const columns = columnsAt(tick);
    // A moment is read lazily, and the window may have moved on by then.
    const at = (place: number): Slot => {
      window.moveTo(hour);
      return slotAt(place);
    };
    latest = {
      at: tick,
      size: coins,
      byMarketCap: columns.byMarketCap,
      volumeUsd: columns.volumeUsd,
      id: (place) => at(place).traits.id,
      symbol: (place) => at(place).traits.symbol.toLowerCase(),
      name: (place) => at(place).traits.name,
      placeOf: (id) => placesAt(hour).get(id) ?? null,
      row: (place) => rowOf(window, at(place), tick, columns),
      changes: (place) => changesOf(window, at(place), tick, columns.price[place] ?? 0),
      sparklineJson: (place) => sparklineOf(window, at(place), tick),
      pageDrifts: (page) => uniform(mix(mix(mix(seed, 2), page), Math.floor(tick / MINUTE_MS))) < PAGE_DRIFT_SHARE,
      categories: (place) => at(place).traits.categories,
    };
    return latest;
  };

  return {
    categories: [...PEG_CATEGORIES, ...SECTORS],
    tickAt: (now) => Math.floor(now / TICK_MS) * TICK_MS,
    momentAt,
    chart: (id, days, now) => {
      const tick = Math.floor(now / TICK_MS) * TICK_MS;
      const place = placesAt(Math.floor(tick / HOUR_MS)).get(id);
      return place === undefined ? null : chartOf(window, factors, slotAt(place), days, tick);
    },
  };
}

/** A coin's history, computed for it alone: any length, no look at the window's rings. */
function chartOf(window: HourlyWindow, factors: Factors, slot: Slot, days: number, now: UnixMs): MarketChart {
  const { traits } = slot;
  const until = heardAt(slot, now);
  const toHour = Math.floor(until / HOUR_MS) + 1;
  const fromHour = Math.floor(until / HOUR_MS) - Math.ceil(days * 24) - 26;
  const length = toHour - fromHour + 1;
  const target = window.bridgeOf(slot);
  const targetLevels = new Float64Array(length);
  if (target !== slot) writeLevels(target.traits, factors, fromHour, toHour, targetLevels, null, null);
  const levels = new Float64Array(length);
  const targetLevel = target === slot ? null : (hour: number) => targetLevels[hour - fromHour] ?? Number.NaN;
  writeLevels(traits, factors, fromHour, toHour, levels, targetLevel, null);
  const levelAt = (hour: number) => levels[hour - fromHour] ?? Number.NaN;
  const turnover = createTurnover(traits, target.sigma);
  const volumeAt = (hour: number) => turnover(hour, levelAt(hour - 1), levelAt(hour));
  return buildChart(days, until, {
    priceAt: (at) => {
      const level = levelBetween(slot, levelAt, target, at);
      return Number.isNaN(level) ? null : significant(Math.exp(level));
    },
    volumeAt: (at) => (traits.unknown.volume ? null : Math.round(rollingVolume(volumeAt, at))),
    supply: traits.unknown.cap ? null : traits.supply,
  });
}
