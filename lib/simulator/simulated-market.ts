import { HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { buildChart } from "./chart";
import { mix, uniform } from "./hash";
import { HourlyWindow, levelBetween, rollingVolume, type Slot } from "./hourly-window";
import { type Market, type MarketChart, type MarketMoment, significant } from "./market";
import { PEG_CATEGORIES, SECTORS } from "./sectors";
import { createFactors, createTurnover, type Factors, writeLevels } from "./simulated-coin";
import { changesOf, heardAt, type MomentColumns, priceAt, rowOf, sparklineOf } from "./simulated-row";

const TICK_MS = 10 * SECOND_MS;
const PAGE_DRIFT_SHARE = 1 / 400;

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
    chart: (id, days, now, to = now) => {
      const tick = Math.floor(now / TICK_MS) * TICK_MS;
      const place = placesAt(Math.floor(tick / HOUR_MS)).get(id);
      return place === undefined ? null : chartOf(window, factors, slotAt(place), days, Math.min(tick, to));
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
