import { setImmediate as letOthersWork } from "node:timers/promises";
import type { Database } from "@/lib/connections";
import { hourlyVolatility } from "@/lib/indicators/hourly-volatility";
import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { createScorecard, type ScorecardSample } from "@/lib/momentum/scorecard";
import type { ScorecardReport } from "@/lib/momentum/scorecard-report";
import {
  listStoredMoments,
  nearestMoment,
  readStoredPrices,
  readStoredScores,
  type StoredMoment,
  type StoredScore,
} from "@/lib/store/stored-prices";

const EVERY_HOURS = 4;
const WINDOW_MS = 60 * DAY_MS;
const WEEK_HOURS = 168;
/** With fewer closes a coin's usual move is a guess. */
const CLOSES_MIN = 72;
/** Coins between two breaths: a moment of the whole market would hold up the leases and locks of this process. */
const COINS_A_STEP = 100;
/** A week of closes and a day to follow. */
export const NEEDED_DAYS = 8;

/** By integer key: whether the coin was large and liquid at a price it had then. */
export type IsLarge = (coin: number, price: Usd) => boolean;

export interface StoredMeasurement {
  readonly historyDays: number;
  readonly report: ScorecardReport | null;
}

/**
 * The scorecard over what this installation stored itself in the last sixty days: every four hours the ranked coins, their
 * usual move from the hourly prices of the week before, and the prices that followed.
 */
export async function measureStoredScores(
  database: Database,
  now: UnixMs,
  isLarge: IsLarge,
  signal: AbortSignal,
): Promise<StoredMeasurement> {
  const moments = await listStoredMoments(database, now - WINDOW_MS, now);
  const comparable = moments.filter((moment) => moment.comparable);
  const first = comparable[0]?.writtenAt ?? now;
  const last = comparable.at(-1)?.writtenAt ?? now;
  const historyDays = (last - first) / DAY_MS;
  if (historyDays < NEEDED_DAYS) return { historyDays, report: null };
  const scorecard = createScorecard<number>();
  const hours = hoursOf(moments, now);
  const pricesUntil = hours.at(-1)?.hour ?? first;
  const window = createPriceWindow(database, hours);
  const priceAt = (coin: number, at: UnixMs) => window.prices.get(at)?.[coin] || null;
  for (const { hour: at, moment } of hours) {
    if ((at / HOUR_MS) % EVERY_HOURS !== 0 || !moment.comparable) continue;
    await window.moveTo(at, signal);
    const samples = await samplesOf(window.prices, at, await readStoredScores(database, moment), isLarge, signal);
    scorecard.add(at, samples, priceAt, pricesUntil);
  }
  return { historyDays, report: await finish(scorecard.reportInSteps(EVERY_HOURS), signal) };
}

/** By hour and integer key, 0 where unknown: plain arrays, because a large universe has millions of prices. */
type Prices = Map<UnixMs, Float64Array>;

interface StoredHour {
  readonly hour: UnixMs;
  readonly moment: StoredMoment;
}

function hoursOf(moments: readonly StoredMoment[], now: UnixMs): StoredHour[] {
  const from = moments[0]?.writtenAt ?? now;
  const to = moments.at(-1)?.writtenAt ?? now;
  const hours: StoredHour[] = [];
  for (let hour = Math.ceil(from / HOUR_MS) * HOUR_MS; hour <= to; hour += HOUR_MS) {
    const moment = nearestMoment(moments, hour);
    if (moment !== null) hours.push({ hour, moment });
  }
  return hours;
}

/** Only the week before and the week after a moment: two months of a large universe are hundreds of megabytes. */
function createPriceWindow(database: Database, hours: readonly StoredHour[]) {
  const prices: Prices = new Map();
  let read = 0;
  return {
    prices,
    /** Moments are visited in ascending order. */
    async moveTo(at: UnixMs, signal: AbortSignal): Promise<void> {
      const reach = WEEK_HOURS * HOUR_MS;
      for (let next = hours[read]; next !== undefined && next.hour <= at + reach; next = hours[++read]) {
        signal.throwIfAborted();
        prices.set(next.hour, toArray(await readStoredPrices(database, next.moment)));
      }
      for (const hour of prices.keys()) if (hour <= at - reach) prices.delete(hour);
    },
  };
}

/** The result of a computation in steps; other work of this process goes on between them. */
async function finish<T>(steps: Generator<void, T>, signal: AbortSignal): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    await letOthersWork();
    signal.throwIfAborted();
    step = steps.next();
  }
  return step.value;
}

function toArray(prices: ReadonlyMap<number, Usd>): Float64Array {
  let highest = -1;
  for (const coin of prices.keys()) highest = Math.max(highest, coin);
  const array = new Float64Array(highest + 1);
  for (const [coin, price] of prices) array[coin] = price;
  return array;
}

async function samplesOf(
  prices: Prices,
  at: UnixMs,
  scores: readonly StoredScore[],
  isLarge: IsLarge,
  signal: AbortSignal,
): Promise<ScorecardSample<number>[]> {
  const week = Array.from({ length: WEEK_HOURS }, (_, back) => prices.get(at - (WEEK_HOURS - 1 - back) * HOUR_MS));
  const samples: ScorecardSample<number>[] = [];
  for (let done = 0; done < scores.length; done += COINS_A_STEP) {
    await letOthersWork();
    signal.throwIfAborted();
    for (const { coin, score } of scores.slice(done, done + COINS_A_STEP)) {
      const closes = week.map((hour) => hour?.[coin] ?? 0).filter((close) => close > 0);
      const sigma1h = closes.length < CLOSES_MIN ? null : hourlyVolatility(closes);
      const price = prices.get(at)?.[coin] ?? 0;
      if (sigma1h === null || price === 0) continue;
      samples.push({ coin, score, price, sigma1h, largeLiquid: isLarge(coin, price) });
    }
  }
  return samples;
}
