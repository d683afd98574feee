import { isWatching } from "@/lib/contracts/standing-watch";
import type { WhaleDetails, WhaleWatch } from "@/lib/contracts/whales";
import type { PretrendDetails } from "@/lib/pretrend/pretrend-details";
import type { PretrendServing } from "@/lib/pretrend/serving";
import type { WhaleOrder } from "@/lib/whales/whale-report";
import type { CoinDetail } from "./coin-answer";
import type { CoinEvidence } from "./coin-detail";
import type { WirePretrendDetails, WireWhaleDetails } from "./evidence";
import { isoTime } from "./freshness";
import { roundOrNull, roundTo, significant } from "./rounding";

const TOP_ORDERS = 5;
const DIGITS = 3;
const PRICE_DIGITS = 8;

/** The whale details of a coin as the wire has them. */
export function toWhaleDetails(details: WhaleDetails | null, watch: WhaleWatch | null): WireWhaleDetails | null {
  if (details === null) return null;
  const { report, orders, hours, transfers } = details;
  const silence = isWatching(watch) ? report.silence : "watch_down";
  return {
    total_transfers: report.orders,
    total_usd: roundTo(report.whaleUsd, 2),
    unique_wallets: details.uniqueWallets,
    top_transfers: orders
      .toSorted((a, b) => b.usd - a.usd)
      .slice(0, TOP_ORDERS)
      .map(toWireOrder),
    flow_pattern: report.flowPattern,
    net_flow_usd: roundTo(report.buyUsd - report.sellUsd, 2),
    net_flow: roundOrNull(report.netFlow, DIGITS),
    confidence: silence === null ? roundOrNull(report.confidence, DIGITS) : null,
    confidence_missing: silence,
    activity: roundTo(report.activity, DIGITS),
    abnormality: roundTo(report.abnormality, DIGITS),
    share: roundOrNull(report.share, 4),
    baseline_share: roundOrNull(report.baselineShare, 4),
    baseline_days: report.baselineDays,
    watched_hours: roundTo(report.watchedHours, 2),
    source: "exchange",
    venue: "binance",
    pair: report.pair,
    orders: orders.map(toWireOrder),
    hours: hours.map((hour) => ({
      time: isoTime(hour.hour),
      buy_usd: roundTo(hour.buyUsd, 2),
      sell_usd: roundTo(hour.sellUsd, 2),
      total_usd: roundTo(hour.totalUsd, 2),
      watched_seconds: Math.round(hour.watchedSeconds),
    })),
    on_chain: transfers.map(({ id, at, usd, direction, from, to, blockchain, hash }) => ({
      id,
      time: isoTime(at),
      usd: roundTo(usd, 2),
      direction,
      from,
      to,
      blockchain,
      hash,
    })),
    as_of: isoTime(details.writtenAt),
  };
}

function toWireOrder({ at, side, usd, priceUsd }: WhaleOrder) {
  return { time: isoTime(at), side, usd: roundTo(usd, 2), price: significant(priceUsd, PRICE_DIGITS) };
}

/** Why a coin has no whale reading, as far as the watch itself is the cause; a coin that is only being read has a start of its own. */
export function describeWatch({ watch, report }: Pick<CoinEvidence, "watch" | "report">): CoinDetail["whale_watch"] {
  if (watch === null) return { state: "down", reason: "The whale watch has not reported." };
  if (isWatching(watch) && report?.silence === "back_fill") {
    return { state: "starting", reason: `${roundTo(report.watchedHours, 1)} h are read so far.` };
  }
  return { state: watch.state, reason: watch.reason };
}

/** The pre-trend details of a coin as the wire has them; null when there is no probability for it. */
export function toPretrendDetails(
  details: PretrendDetails | null,
  serving: PretrendServing | null,
): WirePretrendDetails | null {
  if (details === null || serving === null) return null;
  return {
    pretrend_prob: roundTo(details.probability, DIGITS),
    confidence: roundOrNull(details.confidence, DIGITS),
    factors: details.factors.map(({ name, value, logOdds }) => ({
      name,
      value: roundOrNull(value, DIGITS),
      log_odds: roundTo(logOdds, DIGITS),
    })),
    rationale: details.rationale,
    low: roundOrNull(details.low, DIGITS),
    high: roundOrNull(details.high, DIGITS),
    coverage: roundTo(details.coverage, DIGITS),
    model: serving.model,
    model_reason: serving.reason,
    base_rate: roundTo(serving.baseRate, DIGITS),
    brier_skill: roundOrNull(serving.skill, 4),
    brier_skill_low: roundOrNull(serving.skillLow, 4),
    brier_skill_high: roundOrNull(serving.skillHigh, 4),
    calibration_error: roundOrNull(serving.calibrationError, 4),
    trained_until: serving.trainedOn === null ? null : isoTime(serving.trainedOn.to),
    as_of: isoTime(details.computedAt),
  };
}
