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
} from "@/lib/store/stored-prices";

const EVERY_HOURS = 4;
const WINDOW_MS = 60 * DAY_MS;
const WEEK_HOURS = 168;
/** With fewer closes a coin's usual move is a guess. */
const CLOSES_MIN = 72;
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
  const first = moments[0]?.writtenAt ?? now;
  const last = moments.at(-1)?.writtenAt ?? now;
  const historyDays = (last - first) / DAY_MS;
  if (historyDays < NEEDED_DAYS) return { historyDays, report: null };
  const history = await readHistory(database, moments, { from: first, to: last }, signal);
  const scorecard = createScorecard<number>();
  const priceAt = (coin: number, at: UnixMs) => history.prices.get(at)?.[coin] || null;
  for (const { at, scores } of history.scored) {
    signal.throwIfAborted();
    scorecard.add(at, samplesOf(history, at, scores, isLarge), priceAt, history.pricesUntil);
  }
  return { historyDays, report: scorecard.report(EVERY_HOURS) };
}

/** Prices by hour and integer key, 0 where unknown: plain arrays, because a large universe has millions of them. */
interface History {
  readonly prices: ReadonlyMap<UnixMs, Float64Array>;
  readonly scored: readonly { readonly at: UnixMs; readonly scores: readonly { coin: number; score: number }[] }[];
  readonly pricesUntil: UnixMs;
}

async function readHistory(
  database: Database,
  moments: readonly StoredMoment[],
  { from, to }: { from: UnixMs; to: UnixMs },
  signal: AbortSignal,
): Promise<History> {
  const prices = new Map<UnixMs, Float64Array>();
  const scored: { at: UnixMs; scores: { coin: number; score: number }[] }[] = [];
  let pricesUntil = from;
  for (let hour = Math.ceil(from / HOUR_MS) * HOUR_MS; hour <= to; hour += HOUR_MS) {
    signal.throwIfAborted();
    const moment = nearestMoment(moments, hour);
    if (moment === null) continue;
    prices.set(hour, toArray(await readStoredPrices(database, moment)));
    pricesUntil = hour;
    if ((hour / HOUR_MS) % EVERY_HOURS !== 0) continue;
    scored.push({ at: hour, scores: await readStoredScores(database, moment) });
  }
  return { prices, scored, pricesUntil };
}

function toArray(prices: ReadonlyMap<number, Usd>): Float64Array {
  let highest = -1;
  for (const coin of prices.keys()) highest = Math.max(highest, coin);
  const array = new Float64Array(highest + 1);
  for (const [coin, price] of prices) array[coin] = price;
  return array;
}

function samplesOf(
  { prices }: History,
  at: UnixMs,
  scores: readonly { readonly coin: number; readonly score: number }[],
  isLarge: IsLarge,
): ScorecardSample<number>[] {
  const week = Array.from({ length: WEEK_HOURS }, (_, back) => prices.get(at - (WEEK_HOURS - 1 - back) * HOUR_MS));
  return scores.flatMap(({ coin, score }) => {
    const closes = week.map((hour) => hour?.[coin] ?? 0).filter((close) => close > 0);
    const sigma1h = closes.length < CLOSES_MIN ? null : hourlyVolatility(closes);
    const price = prices.get(at)?.[coin] ?? 0;
    if (sigma1h === null || price === 0) return [];
    return [{ coin, score, price, sigma1h, largeLiquid: isLarge(coin, price) }];
  });
}
