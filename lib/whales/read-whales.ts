import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { BaselineShare } from "./baseline-share";
import { decay, flowPatternOf, whaleAbnormality, whaleActivity } from "./whale-formula";
import type { WhaleHour, WhaleReport } from "./whale-report";

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
  readonly source: WhaleReport["source"];
  /** In any order; those below the minimum, after `now` or older than 24 h are not read. */
  readonly orders: readonly WeighedOrder[];
  /** Hours of the last 24 h, in any order; an on-chain source has watched seconds without totals. */
  readonly hours: readonly WhaleHour[];
  /** By `readBaselineShare`, which needs reading only once an hour. */
  readonly baseline: BaselineShare;
}

/** With less of the last 24 h watched, nothing is said. */
const WATCHED_HOURS_MIN = 1;

/** Formulas A.12: how sure we are that whales are active in a coin, and in which direction. Pure; nothing in it is NaN. */
export function readWhales(evidence: WhaleEvidence, minUsd: Usd, now: UnixMs): WhaleReport {
  const flow = sumOrders(evidence.orders, minUsd, now);
  const day = sumLastDay(evidence.hours, now);
  const knowsVolume = evidence.source === "exchange";
  const totalUsd = knowsVolume ? Math.max(day.totalUsd, flow.usd) : null;
  const share = totalUsd === null || totalUsd === 0 ? null : flow.usd / totalUsd;
  const baseline = knowsVolume ? evidence.baseline : { share: null, days: 0 };
  const latestAge = flow.latestAt === null ? null : now - flow.latestAt;
  const activity = whaleActivity(flow.decayedCount, flow.decayedUsd, latestAge, minUsd);
  const abnormality = whaleAbnormality(share, baseline.share);
  const netFlow = flow.decayedUsd > 0 ? flow.decayedNetUsd / flow.decayedUsd : null;
  return {
    coinId: evidence.coinId,
    pair: evidence.pair,
    source: evidence.source,
    confidence: day.watchedHours < WATCHED_HOURS_MIN ? null : activity * abnormality,
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
    if (!Number.isFinite(usd) || usd < minUsd * count || last > now || at <= now - DAY_MS) continue;
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

/** Of the hour that only partly lies in the last 24 h, that part counts. */
function sumLastDay(hours: readonly WhaleHour[], now: UnixMs) {
  const from = now - DAY_MS;
  let totalUsd = 0;
  let watchedSeconds = 0;
  for (const hour of hours) {
    if (hour.hour > now || hour.hour + HOUR_MS <= from) continue;
    const part = Math.min(1, (hour.hour + HOUR_MS - from) / HOUR_MS);
    totalUsd += part * hour.totalUsd;
    watchedSeconds += part * hour.watchedSeconds;
  }
  return { totalUsd, watchedHours: Math.min(24, watchedSeconds / 3_600) };
}
