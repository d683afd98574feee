import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { BaselineShare } from "./baseline-share";
import { decay, flowPatternOf, whaleAbnormality, whaleActivity } from "./whale-formula";
import type { WhaleHour, WhaleReport, WhaleSilence } from "./whale-report";

/** One order, or several of one side and almost one time that were folded together. */
export interface WeighedOrder {
  readonly at: UnixMs;
  readonly side: "buy" | "sell";
  readonly usd: Usd;
  /** How many orders it stands for; 1 when absent. */
  readonly count?: number;
  /** When the last of them was; `at` when absent. */
  readonly latestAt?: UnixMs;
}

/** Everything that A.12 reads of one coin. */
export interface WhaleEvidence {
  readonly coinId: string;
  readonly pair: string | null;
  /** In any order; those below the minimum, after `now` or older than 24 h are not read. */
  readonly orders: readonly WeighedOrder[];
  /** Hours of the last 24 h, in any order. */
  readonly hours: readonly WhaleHour[];
  /** The past has been read; until then a reading would drift with it, and the drift would look like whales. */
  readonly backFilled: boolean;
  /** Up to here it was watched without a long break; null when it was not. */
  readonly watchedUntil: UnixMs | null;
  /** By `readBaselineShare`, which needs reading only once an hour. */
  readonly baseline: BaselineShare;
}

/** More than all money there is: a mistake, not an order. */
const ORDER_USD_MAX = 1e15;
/** Weighed by age as orders are, at least this share of the last 24 h must have been watched. */
const WATCHED_WEIGHT_MIN = 0.5;
/** What was not watched for so long says nothing of now. */
export const RECENT_MS = 30 * MINUTE_MS;

/** Formulas A.12: how sure we are that whales are active in a coin, and in which direction. Pure; nothing in it is NaN. */
export function readWhales(evidence: WhaleEvidence, minUsd: Usd, now: UnixMs): WhaleReport {
  const flow = sumOrders(evidence.orders, minUsd, now);
  const day = sumLastDay(evidence.hours, now);
  const totalUsd = Math.max(day.totalUsd, flow.usd);
  const share = totalUsd === 0 ? null : flow.usd / totalUsd;
  const { baseline } = evidence;
  const latestAge = flow.latestAt === null ? null : now - flow.latestAt;
  const activity = whaleActivity(flow.decayedCount, flow.decayedUsd, latestAge, minUsd);
  const abnormality = whaleAbnormality(share, baseline.share);
  const silence = silenceOf(evidence, day.watchedWeight, now);
  const netFlow = flow.decayedUsd > 0 ? flow.decayedNetUsd / flow.decayedUsd : null;
  return {
    coinId: evidence.coinId,
    pair: evidence.pair,
    confidence: silence === null ? activity * abnormality : null,
    silence,
    netFlow,
    flowPattern: flowPatternOf(netFlow, flow.count),
    orders: flow.count,
    whaleUsd: flow.usd,
    buyUsd: flow.buyUsd,
    sellUsd: flow.usd - flow.buyUsd,
    totalUsd,
    share,
    baselineShare: baseline.share,
    baselineDays: baseline.days,
    activity,
    abnormality,
    watchedHours: day.watchedHours,
    latestOrderAt: flow.latestAt,
  };
}

function sumOrders(orders: readonly WeighedOrder[], minUsd: Usd, now: UnixMs) {
  const sum = { count: 0, usd: 0, buyUsd: 0, decayedCount: 0, decayedUsd: 0, decayedNetUsd: 0 };
  let latestAt: UnixMs | null = null;
  for (const order of orders) {
    const { at, usd, side, count = 1, latestAt: last = at } = order;
    // Asked the way round that a NaN fails.
    if (!(usd >= minUsd * count && usd <= ORDER_USD_MAX && last <= now && at > now - DAY_MS)) continue;
    const weight = decay(now - at);
    sum.count += count;
    sum.usd += usd;
    sum.decayedCount += weight * count;
    sum.decayedUsd += weight * usd;
    sum.decayedNetUsd += side === "buy" ? weight * usd : -weight * usd;
    if (side === "buy") sum.buyUsd += usd;
    if (latestAt === null || last > latestAt) latestAt = last;
  }
  return { ...sum, latestAt };
}

/** What the weights of a whole day sum up to, in the unit of the slices below. */
const DAY_WEIGHT = 1 - decay(DAY_MS);

function silenceOf(evidence: WhaleEvidence, watchedWeight: number, now: UnixMs): WhaleSilence | null {
  if (!evidence.backFilled) return "back_fill";
  if (watchedWeight < WATCHED_WEIGHT_MIN) return "little_watched";
  return evidence.watchedUntil === null || evidence.watchedUntil < now - RECENT_MS ? "not_recent" : null;
}

/** Of the hour that only partly lies in the last 24 h, that part counts. */
function sumLastDay(hours: readonly WhaleHour[], now: UnixMs) {
  const from = now - DAY_MS;
  let totalUsd = 0;
  let watchedSeconds = 0;
  let watchedWeight = 0;
  for (const hour of hours) {
    if (hour.hour > now || hour.hour + HOUR_MS <= from) continue;
    const part = Math.min(1, (hour.hour + HOUR_MS - from) / HOUR_MS);
    totalUsd += part * hour.totalUsd;
    watchedSeconds += part * hour.watchedSeconds;
    const end = Math.min(now, hour.hour + HOUR_MS);
    if (end <= hour.hour) continue;
    const watched = Math.min(1, (hour.watchedSeconds * SECOND_MS) / (end - hour.hour));
    watchedWeight += watched * (decay(now - end) - decay(now - Math.max(from, hour.hour)));
  }
  return { totalUsd, watchedHours: Math.min(24, watchedSeconds / 3_600), watchedWeight: watchedWeight / DAY_WEIGHT };
}
